import { BackendError } from "@evenkeel/core";
import { execa } from "execa";

export interface CommandOptions {
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
}

/** Runs a program, no shell, and gives all that it printed. Throws `BackendError` with its own error message. */
export async function run(file: string, args: readonly string[], { signal, onLine }: CommandOptions): Promise<string> {
  const child = execa(file, args, {
    all: true,
    reject: false,
    stdin: "ignore",
    cancelSignal: signal,
    killDescendants: true,
    windowsHide: true,
    env: { PYTHONUNBUFFERED: "1", PYTHONUTF8: "1" },
  });
  const lines: string[] = [];
  for await (const line of child.iterable({ from: "all" })) {
    lines.push(line);
    onLine?.(line);
  }
  const { failed, isCanceled, shortMessage } = await child;
  if (isCanceled) throw new BackendError("stopped", { remedy: "run it again: what pip has downloaded is kept" });
  if (failed) throw new BackendError(errorLine(lines) ?? shortMessage ?? file);
  return lines.join("\n");
}

/** The first error of pip or of a compiler says what is wrong; the last is a summary. */
function errorLine(lines: readonly string[]): string | undefined {
  const first = lines.find((line) => /^\s*error: |: (?:fatal )?error: /i.test(line));
  return first ?? lines.findLast((line) => line.trim() !== "");
}
