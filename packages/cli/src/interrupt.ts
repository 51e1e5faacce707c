/**
 * A signal that aborts on the first Ctrl-C (or SIGTERM): the run ends its children and leaves a readable folder with its report.
 * The second one ends the process at once.
 */
export function abortOnSignals(say: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      say("stopping: ending the running cell; what is measured stays (again to stop at once)");
      controller.abort();
    });
  }
  return controller.signal;
}
