import { InterruptedError } from "@evenkeel/core";

/** To be called between steps of work before the first cell. Throws `InterruptedError` once the signal is aborted. */
export function refuseInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new InterruptedError("interrupted before the first cell began; nothing was measured");
  }
}

/**
 * The work's result, or `InterruptedError` as soon as the signal aborts: for what cannot be ended from here, and is
 * left to end by itself or with the process.
 */
export async function unlessInterrupted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const interrupt = () => {
    try {
      refuseInterrupted(signal);
    } catch (error) {
      reject(error);
    }
  };
  signal.addEventListener("abort", interrupt);
  interrupt();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", interrupt);
    work.catch(() => undefined);
  }
}
