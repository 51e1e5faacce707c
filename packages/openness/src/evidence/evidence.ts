import type { ComponentId } from "../framework/components.ts";

/** That all of one place of a component was read here: its content by hash. */
export interface Retrieved {
  readonly step: "retrieved";
  readonly component: ComponentId;
  /** Which of the component's places, from 0. */
  readonly place: number;
  /** Of a file its bytes'; of several, over lines of hash and path as `sha256sum` prints them, sorted by path. */
  readonly sha256: string;
  /** What was read, in words: `packages/data/src, 54 files`. */
  readonly what: string;
}

/** That the text of a licence was read here. */
export interface LicenceText {
  readonly step: "licence";
  readonly licence: string;
  readonly path: string;
  readonly sha256: string;
}

/** That cells of a run used what was retrieved. */
export interface Exercised {
  readonly step: "exercised";
  readonly component: ComponentId;
  readonly runId: string;
  /** Ids of completed cells, in the run's order. */
  readonly cells: readonly string[];
}

/** That a publication's rerun elsewhere came to the same. */
export interface Reproduced {
  readonly step: "reproduced";
  readonly component: ComponentId;
  readonly publication: string;
}

export type Evidence = Retrieved | LicenceText | Exercised | Reproduced;

/** Why there is no evidence of something, without a full stop; `differs` of what is not as the facts say. */
export interface Problem {
  readonly component: ComponentId | null;
  readonly what: string;
  readonly differs: boolean;
}
