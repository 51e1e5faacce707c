import { givenIdentity, networkOf, type ModelInfo } from "@evenkeel/core";
import type { Claim, ClaimMetric, Run } from "@evenkeel/run-folder";
import type { ThreadCount } from "@evenkeel/tasks";
import { roundsForClaims } from "../rounds-for-claims.ts";
import type { RunData } from "../run-data.ts";
import type { Ranked } from "../standings.ts";
import type { Summary } from "../summary.ts";
import { candidateOf, contestsOf, pairsOf, type Candidate, type RankedContest } from "./candidates.ts";
import { judged } from "./judged.ts";
import { claimRules } from "./rules.ts";

/** A metric of a backend in two runs. */
export interface Change {
  readonly metric: ClaimMetric;
  readonly workload: string;
  readonly threads: ThreadCount;
  readonly backend: string;
  /** Of the first and of the second run. */
  readonly summaries: readonly [Summary, Summary];
  /** Each ÷ the baseline's value of the same run; null for want of a baseline, and of the baseline itself. */
  readonly ratios: readonly [number, number] | null;
  /** The second run against the first; null of times and memory of different machines. */
  readonly claim: Claim | null;
}

/** What two runs have in common, held against each other. */
export interface RunComparison {
  readonly sameMachine: boolean;
  /** Workloads that both have but that did not do the same, with what differs. */
  readonly unlike: readonly { readonly workload: string; readonly what: string }[];
  readonly changes: readonly Change[];
}

/**
 * The second run against the first, backend by backend. On one machine times are claimed about, with a wider least
 * effect, because the runs did not meet it in the same minutes; across machines only what a seed determines is, and of
 * the rest there are ratios to the baseline within each run.
 */
export function compareRuns(first: RunData, second: RunData, baseline: string | null): RunComparison {
  const sameMachine = first.run.fingerprint === second.run.fingerprint;
  const unlike = unlikeWorkloads(first.run, second.run);
  const left = new Set(unlike.map(({ workload }) => workload));
  const common = contestsOf(first.run).filter(({ workload }) => !left.has(workload));
  const others = contestsOf(second.run);
  const found = common.flatMap((contest) => {
    const other = others.find((one) => isSame(contest, one));
    return other === undefined ? [] : inBoth(contest, other).map((places) => ({ contest, places }));
  });
  const claimed = found.filter(({ contest }) => sameMachine || contest.ofSeed);
  const claims = judged(
    predictionsOf(first, second),
    claimed.map(({ contest, places }) => candidateBetween([first, second], contest, places)),
    claimRules.leastRatioBetweenRuns,
  );
  const claimOf = new Map(claimed.map((one, index) => [one, claims[index] ?? null]));
  const changes = found.map((one): Change => {
    const { contest, places } = one;
    const { metric, workload, threads } = contest;
    const summaries = [places[0].summary, places[1].summary] as const;
    const ratios = baseline === null ? null : ratiosTo(found, one, baseline);
    return {
      metric,
      workload,
      threads,
      backend: places[0].backend,
      summaries,
      ratios,
      claim: claimOf.get(one) ?? null,
    };
  });
  return { sameMachine, unlike, changes };
}

interface InBoth {
  readonly contest: RankedContest;
  readonly places: readonly [Ranked, Ranked];
}

function isSame(a: RankedContest, b: RankedContest): boolean {
  return (
    a.metric === b.metric && a.workload === b.workload && a.threads === b.threads && a.measurement === b.measurement
  );
}

/** Backends that both ran on the same number of threads, and at the same batch sizes where there is a choice. */
function inBoth(contest: RankedContest, other: RankedContest): [Ranked, Ranked][] {
  return contest.places.flatMap((place) => {
    const twin = other.places.find(({ backend }) => backend === place.backend);
    return twin !== undefined && twin.threads === place.threads ? [[place, twin] as [Ranked, Ranked]] : [];
  });
}

/** What is divided is the second by the first. */
function candidateBetween(
  [first, second]: readonly [RunData, RunData],
  contest: RankedContest,
  [place, twin]: readonly [Ranked, Ranked],
): Candidate {
  const kept = [first, second].map(({ run }) => new Set(roundsForClaims(run).kept));
  const pairs = pairsOf(first.run, twin.outcome.completed, place.outcome.completed, contest.measurement)
    .filter(({ round }) => contest.ofSeed || kept.every((rounds) => rounds.has(round)))
    .map((pair) => ({ ...pair, cells: pair.cells && ([inSecond(pair.cells[0]), pair.cells[1]] as const) }));
  return candidateOf(contest, [place.backend, place.backend], pairs);
}

/** Cells of two runs have the same ids. */
function inSecond(cell: string): string {
  return `second/${cell}`;
}

function predictionsOf(first: RunData, second: RunData): RunData["samples"]["predictions"] {
  const renamed = [...second.samples.predictions].map(([id, found]) => [inSecond(id), found] as const);
  return new Map([...first.samples.predictions, ...renamed]);
}

function ratiosTo(all: readonly InBoth[], { contest, places }: InBoth, baseline: string): Change["ratios"] {
  const base = all.find((one) => one.contest === contest && one.places[0].backend === baseline)?.places;
  if (base === undefined || places[0].backend === baseline) return null;
  return [places[0].summary.value / base[0].summary.value, places[1].summary.value / base[1].summary.value];
}

/** Workloads that share an id and not what they do: another dataset, other epochs, another network or recipe. */
function unlikeWorkloads(first: Run, second: Run): RunComparison["unlike"] {
  return first.workloads.flatMap((own) => {
    const other = second.workloads.find(({ id }) => id === own.id);
    if (other === undefined) return [];
    const modelText = (run: Run) => JSON.stringify(identityOf(modelNamed(run, own.model)));
    const differences = [
      ...(own.dataset.sha256 === other.dataset.sha256 ? [] : ["the dataset"]),
      ...(own.epochs === other.epochs ? [] : ["the epochs"]),
      ...(own.model === other.model && modelText(first) === modelText(second) ? [] : ["the network or its recipe"]),
      ...(JSON.stringify(own.augmentation) === JSON.stringify(other.augmentation) ? [] : ["the augmentation"]),
    ];
    return differences.length === 0 ? [] : [{ workload: own.id, what: differences.join(", ") }];
  });
}

function modelNamed({ models }: Run, name: string): ModelInfo | undefined {
  return models.find((model) => networkOf(model).name === name);
}

/** What two models of one name are held against each other by. */
function identityOf(model: ModelInfo | undefined): object | undefined {
  if (model === undefined) return undefined;
  return "spec" in model ? model.spec : givenIdentity(model);
}
