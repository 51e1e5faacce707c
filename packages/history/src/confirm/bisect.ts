/** What a commit between a good and a suspect one turned out to be. */
export type CommitState = "good" | "bad" | "untestable";

export interface BisectStep {
  readonly commit: string;
  readonly state: CommitState;
}

export interface Bisection {
  /** The first bad commit; null where untestable ones lie before it, or where it was interrupted. */
  readonly firstBad: string | null;
  /** What may be the first bad one, in order: one commit where it was found. */
  readonly candidates: readonly string[];
  readonly steps: readonly BisectStep[];
}

/**
 * The first bad commit of a straight history, by halves. `commits` are those after the good one, in order; the last is
 * known to be bad. A commit that cannot be tested is passed over for its nearest neighbour.
 */
export async function bisect(
  commits: readonly string[],
  test: (commit: string) => Promise<CommitState>,
  signal?: AbortSignal,
): Promise<Bisection> {
  const steps: BisectStep[] = [];
  const untestable = new Set<number>();
  // The first bad one lies in (good, bad].
  let [good, bad] = [-1, commits.length - 1];
  const isAborted = () => signal?.aborted === true;
  for (;;) {
    const next = middleOf(good, bad, untestable);
    if (next === null || isAborted()) break;
    const commit = commits[next] as string;
    const state = await test(commit);
    if (isAborted()) break;
    steps.push({ commit, state });
    if (state === "untestable") untestable.add(next);
    else if (state === "good") good = next;
    else bad = next;
  }
  const candidates = commits.slice(good + 1, bad + 1);
  return { firstBad: candidates.length === 1 ? (candidates[0] as string) : null, candidates, steps };
}

/** The testable index strictly between that lies nearest to the middle; null where none is left. */
function middleOf(good: number, bad: number, untestable: ReadonlySet<number>): number | null {
  const middle = Math.floor((good + bad) / 2);
  const open = Array.from({ length: Math.max(0, bad - good - 1) }, (_, index) => good + 1 + index).filter(
    (index) => !untestable.has(index),
  );
  return open.toSorted((one, other) => Math.abs(one - middle) - Math.abs(other - middle))[0] ?? null;
}
