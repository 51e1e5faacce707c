import { BackendError } from "@evenkeel/core";
import { execa } from "execa";
import { saysDiskIsFull } from "./setup-error.ts";

export interface CommandOptions {
  readonly signal: AbortSignal;
  /** For its temporary files; without it, the system's. */
  readonly temporaryFolder?: string;
  readonly onLine?: (line: string) => void;
}

/**
 * Settings of the user's that would send packages elsewhere than into the environment, keep them from being installed,
 * or put other modules before them. Those of indexes, proxies and certificates stay.
 */
const leftOut: Readonly<Record<string, undefined>> = Object.fromEntries(
  [
    ...["CONSTRAINT", "DRY_RUN", "LOG", "PREFIX", "PYTHON", "REPORT", "REQUIREMENT", "ROOT", "TARGET", "USER"].map(
      (name) => `PIP_${name}`,
    ),
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
  ].map((name) => [name, undefined]),
);

/** Runs a program, no shell, and gives all that it printed. Throws `BackendError` with its own error message. */
export async function run(file: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { signal, temporaryFolder, onLine } = options;
  const child = execa(file, args, {
    all: true,
    reject: false,
    stdin: "ignore",
    cancelSignal: signal,
    killDescendants: true,
    windowsHide: true,
    env: {
      ...leftOut,
      PYTHONUNBUFFERED: "1",
      PYTHONUTF8: "1",
      npm_config_update_notifier: "false",
      ...temporary(temporaryFolder),
    },
  });
  const lines: string[] = [];
  for await (const line of child.iterable({ from: "all" })) {
    lines.push(line);
    onLine?.(line);
  }
  const { failed, isCanceled, shortMessage } = await child;
  if (isCanceled) throw new BackendError("stopped");
  if (failed) throw new BackendError(errorLine(lines) ?? shortMessage ?? file);
  return lines.join("\n");
}

function temporary(folder: string | undefined): Record<string, string> {
  return folder === undefined ? {} : { TMPDIR: folder, TEMP: folder, TMP: folder };
}

/**
 * A full disk explains all that follows. Else the first error of pip or of a compiler says what is wrong; the last is a
 * summary.
 */
function errorLine(lines: readonly string[]): string | undefined {
  const full = lines.find(saysDiskIsFull);
  if (full !== undefined) return full;
  const first = lines.find((line) => /^\s*error: |: (?:fatal )?error: /i.test(line));
  return first ?? lines.findLast((line) => line.trim() !== "");
}
