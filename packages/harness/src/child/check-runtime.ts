import { BackendError, type RuntimeInfo } from "@evenkeel/core";
import type { CellJob } from "../protocol/jobs.ts";

/**
 * Refuses a model that runs elsewhere than was asked: another library, version or provider than the probe found, or
 * other threads where the backend can take them. Throws `BackendError`.
 */
export function checkRuntime(obtained: RuntimeInfo, { cell, probed, threads }: CellJob, takesThreads: boolean): void {
  const refuse = (what: string, expected: string, got: string) => {
    throw new BackendError(`ran on another ${what} than was asked for`, { where: cell.backend, expected, got });
  };
  for (const field of ["library", "version", "provider"] as const) {
    if (obtained[field] !== probed[field]) refuse(field, probed[field], obtained[field]);
  }
  if (takesThreads && threads !== null && obtained.threads !== threads) {
    refuse("number of threads", String(threads), String(obtained.threads));
  }
}
