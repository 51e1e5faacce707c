import { dirname } from "node:path";
import { EvenkeelError } from "@evenkeel/core";

/** The bundle cannot be made from what is on this machine. */
export class BundleError extends EvenkeelError {
  readonly code = "bundle";
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: "make room there, for about three times the archive's size, or name another place with --out",
  EDQUOT: "make room there, for about three times the archive's size, or name another place with --out",
  EROFS: "the disk is read-only: name another place with --out",
  EACCES: "name a folder that can be written with --out",
};

/** What kept the archive from being written, in one line; any other error comes back as it is. */
export function writingError(file: string, cause: unknown): unknown {
  const { code = "" } = cause as NodeJS.ErrnoException;
  const remedy = remedies[code];
  if (remedy === undefined) return cause;
  return new BundleError("the bundle cannot be written", { where: dirname(file), got: code, remedy, cause });
}
