import { say } from "./terminal.ts";

const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let interruptedBy: AbortSignal | null = null;
let isListening = false;

/**
 * Whether the user has interrupted the work of this process: its exit code is then 130, whatever the work made of it.
 */
export function wasInterrupted(): boolean {
  return interruptedBy?.aborted === true;
}

/**
 * Set for a command that another one started with a pipe for its stdin: where that one is not there any more, and the
 * pipe ends, the command is interrupted.
 */
export const endsWithStdin = "EVENKEEL_ENDS_WITH_STDIN";

/**
 * A signal that aborts on the first Ctrl-C (or SIGTERM, or the SIGHUP of a terminal that is closed); the second one
 * ends the process at once. Once released, signals end the process as `endOnSignals` says.
 */
export function listenForSignals(onFirst: () => void = () => {}): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  interruptedBy = controller.signal;
  isListening = true;
  const listener = () => {
    if (controller.signal.aborted) process.exit(130);
    onFirst();
    controller.abort();
  };
  for (const name of names) process.on(name, listener);
  const forget = whenStdinEnds(() => {
    if (!controller.signal.aborted) listener();
  });
  const release = () => {
    isListening = false;
    for (const name of names) process.off(name, listener);
    forget();
  };
  return { signal: controller.signal, release };
}

/** Gives what stops listening. Waiting for the end keeps no process alive. */
function whenStdinEnds(listener: () => void): () => void {
  if (process.env[endsWithStdin] === undefined) return () => undefined;
  const { stdin } = process;
  stdin.once("end", listener).once("error", listener).resume();
  if ("unref" in stdin) stdin.unref();
  return () => stdin.off("end", listener).off("error", listener).pause();
}

/** Work that has nothing to clear away ends with the process, which says so in a line: the same number for all. */
export function endOnSignals(): void {
  for (const name of names) {
    process.on(name, () => {
      if (isListening) return;
      if (!wasInterrupted()) say("interrupted");
      process.exit(130);
    });
  }
}
