import { EvenkeelError } from "@evenkeel/core";

/** A commit could not be checked out, installed or run. */
export class CommitError extends EvenkeelError {
  readonly code = "commit";
}
