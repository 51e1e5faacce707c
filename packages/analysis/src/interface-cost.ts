import type { OverheadSamples } from "@evenkeel/tasks";
import { fewestPairs, median, pairedDifference, type PairedDifference } from "@evenkeel/stats";
import { wholeArm } from "./arms.ts";
import { samplesOf, type RunData } from "./run-data.ts";

/** What our interface adds to one kind of call of a backend. */
export interface InterfaceCost {
  readonly backend: string;
  readonly call: OverheadSamples["calls"][number]["call"];
  readonly batchSize: number;
  /** Median of the library called by hand, in ms. */
  readonly byHandMs: number;
  /** Pair by pair, in ms. */
  readonly added: PairedDifference;
  /** The median of what is added, of the median by hand. */
  readonly share: number;
  /** Fewer pairs than `fewestPairs` give no figure. */
  readonly enoughPairs: boolean;
}

export { fewestPairs };

/** Every call of every cell that took the times of a workload's calls, in the run's order. */
export function interfaceCostsOf(data: RunData, workload: string): InterfaceCost[] {
  return data.run.backends.flatMap(({ id: backend }) =>
    samplesOf(data, data.samples.overheads, { workload, backend, arm: wholeArm(data.run, backend) }).flatMap(
      ({ samples }) =>
        samples.calls.map(({ call, batchSize, byHandMs, throughInterfaceMs }) => {
          const byHand = median(byHandMs);
          const added = pairedDifference(throughInterfaceMs, byHandMs);
          const share = added.median / byHand;
          return { backend, call, batchSize, byHandMs: byHand, added, share, enoughPairs: added.n >= fewestPairs };
        }),
    ),
  );
}
