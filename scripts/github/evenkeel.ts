import { spawnSync } from "node:child_process";
import { join } from "node:path";

const program = join(import.meta.dirname, "../../packages/cli/evenkeel.js");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
}

/** `evenkeel` of this checkout, with the folder and Node of this script; what it says goes to the log. */
export function evenkeel(args: readonly string[], variables: NodeJS.ProcessEnv = process.env): Ended {
  const { status, error, stdout } = spawnSync(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    env: variables,
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) throw error;
  return { code: status ?? 1, stdout };
}

/** The same of a command that has to succeed; what it prints goes to the log, too. */
export function mustSucceed(args: readonly string[], variables?: NodeJS.ProcessEnv): void {
  const { code, stdout } = evenkeel(args, variables);
  process.stdout.write(stdout);
  if (code !== 0) throw new Error(`evenkeel ${args.slice(0, 2).join(" ")} ended with ${code}`);
}
