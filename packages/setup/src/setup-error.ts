import { BackendError } from "@evenkeel/core";
import type { InstallOptions } from "./install-options.ts";

/** Of Node, pip, npm and compilers. */
const diskIsFull = /ENOSPC|EDQUOT|Errno 28|Errno 122|no space left on device|disk quota exceeded|not enough space/i;

/** Whether a line or message says that there is no room for files. */
export function saysDiskIsFull(text: string): boolean {
  return diskIsFull.test(text);
}

export interface Setup {
  readonly name: string;
  /** Which keeps what it has downloaded. */
  readonly tool: "pip" | "npm";
}

/** Does the work of a setup; its errors say which setup it was, and name a stop or a full disk as such. */
export async function naming<T>({ name, tool }: Setup, { signal }: InstallOptions, work: () => Promise<T>): Promise<T> {
  const where = `setup of ${name}`;
  try {
    return await work();
  } catch (cause) {
    if (signal.aborted) {
      const remedy = `run it again: what ${tool} has downloaded is kept`;
      throw new BackendError("stopped", { where, remedy, cause });
    }
    const summary = cause instanceof Error ? cause.message : String(cause);
    if (!saysDiskIsFull(summary)) throw new BackendError(summary, { where, cause });
    const remedy = `make room where .cache, the temporary folder and the cache of ${tool} lie, then run it again`;
    throw new BackendError("the disk is full", { where, got: summary, remedy, cause });
  }
}
