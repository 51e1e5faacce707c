import { mainArm } from "./arms.ts";
import { columnOf, type ColumnId } from "./columns.ts";
import type { RunData } from "./run-data.ts";
import { standingsOf, type Standing } from "./standings.ts";
import type { Summary } from "./summary.ts";

/** What a backend gives and what it costs: a place in two columns of the comparison. */
export interface TradePoint {
  readonly backend: string;
  readonly speed: Summary;
  readonly cost: Summary;
  /** Null where it is not comparable. */
  readonly accuracy: number | null;
  /** Whether both may be compared with the others' values. */
  readonly comparable: boolean;
  /** One of several whose speed noise does not tell from the best. */
  readonly tied: boolean;
}

/** Speed against what it costs, of every backend that has both. */
export interface Trade {
  readonly speed: ColumnId;
  readonly cost: ColumnId;
  readonly points: readonly TradePoint[];
}

/** In the order of preference: the first that two backends fill. */
const trades: readonly (readonly [speed: ColumnId, cost: ColumnId])[] = [
  ["train-rate", "train-memory"],
  ["p50", "predict-memory"],
  ["throughput", "predict-memory"],
  ["train-rate", "accuracy"],
  ["p50", "accuracy"],
];

/** The trade of a workload that its page draws, in the first of the run's thread counts; null with fewer than two. */
export function tradeOf({ run }: RunData, workload: string): Trade | null {
  const arm = mainArm(run);
  const standings = (id: ColumnId) => standingsOf(run, workload, columnOf(id), arm) ?? [];
  const accuracies = standings("accuracy");
  for (const [speed, cost] of trades) {
    const costs = standings(cost);
    const points = standings(speed).flatMap((one, index) => pointOf(one, costs[index], accuracies[index]) ?? []);
    if (points.length > 1) return { speed, cost, points };
  }
  return null;
}

function pointOf(speed: Standing, cost: Standing | undefined, accuracy: Standing | undefined): TradePoint | null {
  if (speed.summary === null || cost === undefined || cost.summary === null) return null;
  const ranks = ({ comparable, disqualified }: Standing) => comparable && disqualified === null;
  return {
    backend: speed.backend,
    speed: speed.summary,
    cost: cost.summary,
    accuracy: accuracy?.comparable === true ? (accuracy.summary?.value ?? null) : null,
    comparable: ranks(speed) && ranks(cost),
    tied: speed.tied,
  };
}
