import type { Environment } from "@evenkeel/core";
import type { RunRow } from "@evenkeel/history";
import type { Run } from "@evenkeel/run-folder";

/** Whose commits: of the repository of one's own that keeps the experiment, or of Evenkeel. */
export type Whose = "experiment" | "evenkeel";

/** Two commits that may have made the difference between two nights: they can be run again beside each other. */
export interface Suspect {
  readonly whose: Whose;
  readonly good: string;
  readonly suspect: string;
}

/** A commit that a night ran, and whether it had changes of its own; null where that is not known. */
interface Code {
  readonly commit: string | null;
  readonly dirty: boolean | null;
}

/** The code of a night. */
export interface NightCode {
  readonly evenkeel: Code;
  /** Null where the experiment lay in no repository of its own. */
  readonly experiment: Code | null;
}

const unknown: Code = { commit: null, dirty: null };

/** As the night's run folder has it. */
export function codeOfRun({ environment }: Pick<Run, "environment">): NightCode {
  const { evenkeelCommit, dirty, repository }: Environment = environment;
  return { evenkeel: { commit: evenkeelCommit, dirty }, experiment: repository ?? null };
}

/** As the index has it, where the run folder is not here: one commit, of the same repository as another night's. */
export function codeOfRow({ commit, dirty }: Pick<RunRow, "commit" | "dirty">, other: NightCode): NightCode {
  const code = { commit, dirty };
  return other.experiment === null ? { evenkeel: code, experiment: null } : { evenkeel: unknown, experiment: code };
}

/**
 * What can be run again of the difference between two nights, the likelier first: commits of the experiment's
 * repository, then of Evenkeel. Where nothing can, why not: an experiment that no commit holds can be run on none.
 */
export function suspectsOf(good: NightCode, bad: NightCode): Suspect[] | string {
  const uncommitted = "its runs had changes that no commit holds";
  if (good.experiment?.dirty === true || bad.experiment?.dirty === true) return uncommitted;
  const pairs: readonly [Whose, Code, Code][] = [
    ["experiment", good.experiment ?? unknown, bad.experiment ?? unknown],
    ["evenkeel", good.evenkeel, bad.evenkeel],
  ];
  const known = pairs.flatMap(([whose, one, other]) =>
    one.commit === null || other.commit === null
      ? []
      : [{ whose, good: one.commit, suspect: other.commit, dirty: one.dirty === true || other.dirty === true }],
  );
  const found = known.filter((pair) => !pair.dirty && pair.good !== pair.suspect);
  if (found.length > 0) return found.map(({ whose, good: before, suspect }) => ({ whose, good: before, suspect }));
  if (known.length === 0) return "its runs name no two commits";
  return known.some(({ dirty }) => dirty)
    ? uncommitted
    : "both nights ran the same commit: what changed lies outside of it";
}
