import type { Run } from "@evenkeel/run-folder";

/** Whether a run goes on, and why, in a sentence. */
export interface Decision {
  readonly more: boolean;
  readonly why: string;
}

/**
 * Asked after every round from the sixth on, and from as many as were asked for: of the run so far, which its folder
 * holds as well.
 */
export type Decide = (run: Run, folder: string) => Promise<Decision>;
