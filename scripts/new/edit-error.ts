import { EvenkeelError } from "@evenkeel/core";

/** A file is not as the generator knows it: the generator has to be adapted. Nothing has been written. */
export class EditError extends EvenkeelError {
  readonly code = "skeleton";

  constructor(file: string, expected: string, got: string) {
    super("cannot tell where to add to it", {
      where: file,
      expected,
      got,
      remedy: "nothing was written; adapt scripts/new to the file",
    });
  }
}
