import { median } from "@evenkeel/stats";
import type { Budget } from "../budget.ts";
import type { Clock } from "../clock.ts";

const windowMs = 500;
const steadyWindows = 2;
const usualLimitMs = 6000;
/** A window this much shorter than the best before it still shows warming up. */
const faster = 0.9;

/**
 * Makes calls until they have stopped growing faster: until two half seconds in a row are not a tenth faster than the
 * best before them, at most for `limitMs` and a call. `call` gives what it took, in any unit.
 *
 * A fixed number of calls would do for native libraries, not for WebAssembly, which is compiled in the background on
 * the cores that compute: on two threads a step of onnxruntime-web took 112 ms at first, then 32, 14 and after five
 * seconds 11.
 */
export async function warmUp(
  call: () => Promise<number>,
  clock: Pick<Clock, "nowMs">,
  limitMs = usualLimitMs,
): Promise<void> {
  const startMs = clock.nowMs();
  let best = Number.POSITIVE_INFINITY;
  let steady = 0;
  while (steady < steadyWindows && clock.nowMs() - startMs < limitMs) {
    const took = await medianOfWindow(call, clock);
    steady = took < faster * best ? 0 : steady + 1;
    best = Math.min(best, took);
  }
}

/** The part of a budget that warming up may take, in ms. */
export function warmUpLimitMs(budget: Budget): number {
  return Math.min(usualLimitMs, 0.3 * budget.remainingMs());
}

async function medianOfWindow(call: () => Promise<number>, clock: Pick<Clock, "nowMs">): Promise<number> {
  const startMs = clock.nowMs();
  const took: number[] = [];
  do took.push(await call());
  while (clock.nowMs() - startMs < windowMs);
  return median(took);
}
