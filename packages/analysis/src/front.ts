import type { Claim, ClaimMetric, Run } from "@evenkeel/run-folder";
import type { ThreadCount } from "@evenkeel/tasks";

/** Where something is ranked. */
export interface Contest {
  readonly metric: ClaimMetric;
  readonly workload: string;
  readonly threads: ThreadCount;
  /** Of step times. */
  readonly batchSize?: number;
}

/** What the claims say of the best of what is ranked. */
export interface Front<T> {
  readonly best: T;
  /** Those after it. */
  readonly others: readonly T[];
  /** Of them: those that were tried enough, and that no claim puts behind the best. */
  readonly tied: readonly T[];
  /** Of them: those that too few replicates were made of for anything to be claimed. */
  readonly untried: readonly T[];
  /** About the best and the first of those, or where there are none the next. Null of one alone. */
  readonly claim: Claim | null;
}

/** Of what is ranked, the best first; null where there is nothing. */
export function frontOf<T extends { readonly backend: string }>(
  run: Pick<Run, "claims">,
  contest: Contest,
  ranked: readonly T[],
): Front<T> | null {
  const [best, ...others] = ranked;
  if (best === undefined) return null;
  const claims = new Map(others.map((other) => [other, claimBetween(run, contest, best.backend, other.backend)]));
  const untried = others.filter((other) => (claims.get(other)?.p ?? null) === null);
  const tied = others.filter((other) => !untried.includes(other) && !isAhead(claims.get(other), best.backend));
  const telling = untried[0] ?? tied[0] ?? others[0];
  return { best, others, tied, untried, claim: telling === undefined ? null : (claims.get(telling) ?? null) };
}

/** The claim about two backends in any order. */
function claimBetween({ claims }: Pick<Run, "claims">, contest: Contest, a: string, b: string): Claim | null {
  const found = claims.find(
    ({ metric, workload, threads, batchSize, backends, control }) =>
      control === undefined &&
      metric === contest.metric &&
      workload === contest.workload &&
      threads === contest.threads &&
      batchSize === contest.batchSize &&
      backends.includes(a) &&
      backends.includes(b),
  );
  return found ?? null;
}

const better = new Set<Claim["verdict"]>(["faster", "more-accurate", "less-memory"]);
const worse = new Set<Claim["verdict"]>(["slower", "less-accurate", "more-memory"]);

/** Whether the claim puts the backend before the other. */
export function isAhead(claim: Claim | null | undefined, backend: string): boolean {
  if (claim === null || claim === undefined) return false;
  return claim.backends[0] === backend ? better.has(claim.verdict) : worse.has(claim.verdict);
}
