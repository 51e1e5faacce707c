let interruptedBy: AbortSignal | null = null;

/**
 * Whether the user has interrupted the work of this process: its exit code is then 130, whatever the work made of it.
 */
export function wasInterrupted(): boolean {
  return interruptedBy?.aborted === true;
}

/**
 * A signal that aborts on the first Ctrl-C (or SIGTERM, or the SIGHUP of a terminal that is closed); the second one
 * ends the process at once. Once released, signals
 * end the process as usual again.
 */
export function listenForSignals(onFirst: () => void): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  interruptedBy = controller.signal;
  const listener = () => {
    if (controller.signal.aborted) process.exit(130);
    onFirst();
    controller.abort();
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, listener);
  const release = () => {
    for (const name of names) process.off(name, listener);
  };
  return { signal: controller.signal, release };
}
