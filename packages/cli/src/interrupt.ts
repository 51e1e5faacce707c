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
  const release = () => {
    isListening = false;
    for (const name of names) process.off(name, listener);
  };
  return { signal: controller.signal, release };
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
