import { DataError } from "@evenkeel/core";

const remedies: Readonly<Record<string, string>> = {
  ENOENT: "check the path",
  ENOTDIR: "check the path",
  EACCES: "allow access to it",
  EPERM: "allow access to it",
  EROFS: "the disk is read-only",
  EISDIR: "a folder lies in its place: remove it",
  EEXIST: "a file lies in the place of a folder: remove it",
  ENOSPC: "free disk space and try again",
  EDQUOT: "free disk space and try again",
};

/** What the operating system said about a file, in one line with a remedy. */
export function dataFileError(action: "read" | "written", where: string, cause: unknown): DataError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const remedy = remedies[code ?? ""];
  return new DataError(`cannot be ${action}`, {
    where,
    got: code ?? message,
    ...(remedy === undefined ? {} : { remedy }),
    cause,
  });
}
