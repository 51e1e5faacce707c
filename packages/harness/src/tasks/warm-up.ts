import { median } from "@evenkeel/stats";
import { fits, startBudget, type Budget } from "../budget.ts";
import type { Clock } from "../clock.ts";

const windowMs = 500;
const steadyWindows = 2;
/** The longest that warming up takes. */
export const warmUpSeconds = 6;
/** A window this much shorter than the best before it still shows warming up. */
const faster = 0.9;

interface WarmUpOptions {
  readonly clock: Pick<Clock, "nowMs">;
  readonly budget: Budget;
  /** What a call has taken before; null where none was made: then the first is made in any case. */
  readonly lastMs: number | null;
}

/**
 * Makes calls until they have stopped growing faster: until two half seconds in a row are not a tenth faster than the
 * best before them, as far as they fit its budget. `call` gives what it took, in ms.
 *
 * A fixed number of calls would do for native libraries, not for WebAssembly, which is compiled in the background on
 * the cores that compute: on two threads a step of onnxruntime-web took 112 ms at first, then 32, 14 and after five
 * seconds 11.
 */
export async function warmUp(call: () => Promise<number>, { clock, budget, lastMs }: WarmUpOptions): Promise<void> {
  let last = lastMs;
  let best = Number.POSITIVE_INFINITY;
  let steady = 0;
  while (steady < steadyWindows && fits(budget, last)) {
    const startMs = clock.nowMs();
    const took: number[] = [];
    do took.push((last = await call()));
    while (clock.nowMs() - startMs < windowMs && fits(budget, last));
    const middle = median(took);
    steady = middle < faster * best ? 0 : steady + 1;
    best = Math.min(best, middle);
  }
}

/** The part of a budget that warming up may take. */
export function warmUpPart(budget: Budget, clock: Pick<Clock, "nowMs">): Budget {
  return startBudget(Math.min(warmUpSeconds, (0.3 * Math.max(0, budget.remainingMs())) / 1000), clock);
}
