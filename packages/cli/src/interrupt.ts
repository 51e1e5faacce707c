/**
 * A signal that aborts on the first Ctrl-C (or SIGTERM): the run ends its children and leaves a readable folder with
 * its report. The second one ends the process at once.
 */
export function abortOnSignals(say: (text: string) => void): AbortSignal {
  return listenForSignals(() =>
    say("stopping: ending the running cell; what is measured stays (again to stop at once)"),
  ).signal;
}

/** The same for work after which signals end the process as usual again. */
export function listenForSignals(onFirst: () => void): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const listener = () => {
    if (controller.signal.aborted) process.exit(130);
    onFirst();
    controller.abort();
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, listener);
  const release = () => {
    for (const name of names) process.off(name, listener);
  };
  return { signal: controller.signal, release };
}
