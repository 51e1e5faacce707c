import type { Confirmation, ConfirmedChange, Finding, Series } from "@evenkeel/history";
import type { Checkouts } from "./sides.ts";

export interface ConfirmOptions {
  /** Of findings; none means all that are suspected of this machine. */
  readonly ids: readonly string[];
  /** The folder that run folders are named from. */
  readonly base: string;
  readonly rounds: number;
  readonly bisects: boolean;
  /** Where reruns are kept until the finding is decided. */
  readonly cache: string;
  /** A folder in the repository that keeps experiments of one's own. */
  readonly checkout: string;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** What confirming one finding takes of what confirms them all. */
export interface ConfirmContext extends ConfirmOptions {
  /** Of this machine. */
  readonly fingerprint: string;
  readonly checkouts: Checkouts;
  /** Folders of reruns: what several findings of one task rest on is run once. */
  readonly places: Set<string>;
}

/** A finding, with the series that it is of. */
export interface Chosen {
  readonly finding: Finding;
  readonly series: Series;
}

/** What became of a finding. */
export interface Confirmed extends Chosen {
  readonly state: "confirmed" | "refuted" | "undecided" | "not-run";
  /** Why it was not run, or not decided; null where there is nothing to say. */
  readonly reason: string | null;
  readonly confirmation: Confirmation | null;
  /** What else changed between the two nights, in words. */
  readonly upgrades: readonly string[];
  /** What an issue tells; null of what is not confirmed. */
  readonly change: ConfirmedChange | null;
}
