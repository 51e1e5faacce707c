import { EvenkeelError } from "@evenkeel/core";

/** The bundle cannot be made from what is on this machine. */
export class BundleError extends EvenkeelError {
  readonly code = "bundle";
}
