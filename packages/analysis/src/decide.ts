import type { Claim, Run } from "@evenkeel/run-folder";
import { plannedLooks } from "@evenkeel/stats";
import { armsOf } from "./arms.ts";
import { columnOf, type ColumnId } from "./columns.ts";
import { leaderOf } from "./leaders.ts";
import { readRunData } from "./read-run-data.ts";
import { roundCountOf } from "./round-count.ts";
import { roundsForClaims } from "./rounds-for-claims.ts";
import { workloadIds, type RunData } from "./run-data.ts";
import { standingsOf } from "./standings.ts";
import { fastestStepsOf } from "./training-speed.ts";

/** Whether a run goes on, and why, in a sentence. */
interface Decision {
  readonly more: boolean;
  readonly why: string;
}

/** What a reader asks of a run: who trains and predicts fastest, and who takes least memory. */
const asked: readonly ColumnId[] = ["train-rate", "p50", "throughput", "train-memory", "predict-memory"];

/**
 * Whether another round may decide who leads what is asked of a run. Looked is at the planned counts of rounds alone:
 * between them a run goes on unread, as the p of its claims reckons.
 */
export async function decideByClaims(run: Run, folder: string): Promise<Decision> {
  const rounds = roundCountOf(run);
  const looks = plannedLooks(run.experiment.untilDecided?.maxRounds ?? rounds);
  const next = looks.find((look) => look >= rounds) ?? rounds;
  if (next > rounds) return { more: true, why: `claims are looked at after ${next} rounds` };
  const contests = contestsOf(await readRunData(folder));
  const open = contests.filter(({ isOpen }) => isOpen);
  if (contests.length === 0) return { more: false, why: "there is nothing to compare" };
  if (open.length === 0) return { more: false, why: "who leads is decided in everything that rounds decide" };
  const disturbed = roundsForClaims(run).excluded.length;
  const lost = disturbed === 0 ? "" : `; ${disturbed} of ${rounds} rounds were disturbed and do not count`;
  const first = open[0]?.name ?? "";
  return { more: true, why: `open in ${open.length} of ${contests.length} comparisons, the first ${first}${lost}` };
}

interface Contest {
  readonly name: string;
  readonly isOpen: boolean;
}

/** One alone is no contest. */
function contestsOf(data: RunData): Contest[] {
  const { run } = data;
  const found = workloadIds(run).flatMap((workload) => [
    ...armsOf(run).flatMap((arm) =>
      asked.flatMap((id) => {
        const column = columnOf(id);
        const leader = leaderOf(run, workload, column, standingsOf(run, workload, column, arm) ?? [], arm);
        return leader === null || leader.state === "none" || leader.state === "alone" ? [] : [leader.claim];
      }),
    ),
    ...fastestStepsOf(data, workload).map(({ claim }) => claim),
  ]);
  return found.flatMap((claim) =>
    claim === null || claim.over !== "rounds"
      ? []
      : [{ name: nameOf(claim), isOpen: claim.verdict === "not-distinguishable" }],
  );
}

function nameOf({ metric, workload, threads, backends }: Claim): string {
  return `${metric} of ${workload} between ${backends.join(" and ")} (threads: ${threads})`;
}
