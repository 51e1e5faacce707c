import { EvenkeelError, type ErrorDetail } from "@evenkeel/core";

/** A server answered with success, and something that its protocol does not know. */
export class AnswerError extends EvenkeelError {
  readonly code = "answer";

  constructor(detail: ErrorDetail) {
    super("the answer is not what the protocol says", detail);
  }
}
