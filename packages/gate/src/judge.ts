import type { CheckResult, ModelSpec } from "@evenkeel/core";
import { explain, type Measured } from "./explain.ts";
import type { Pair } from "./lesson/differences.ts";
import { measure } from "./measure.ts";
import type { Quantity } from "./tolerances.ts";

/** What a check is, before anything is known about how it went. */
export interface CheckName {
  /** Of the case; the check's own is `<id>/<quantity>`. */
  readonly id: string;
  readonly scope: CheckResult["scope"];
  readonly subject: string;
}

/** The verdict over all tensors of a quantity: that of the worst one. */
export function judge(
  name: CheckName,
  spec: ModelSpec,
  quantity: Quantity,
  pairs: readonly Pair[],
  tolerance: number,
): CheckResult {
  const measured = pairs.map(measurePair).toSorted((a, b) => badness(b) - badness(a));
  const failed = measured.filter((one) => !(badness(one) <= tolerance));
  const [worst] = measured;
  if (worst === undefined) throw new RangeError(`${name.id}: nothing to compare for ${quantity}`);
  return {
    ...unsettled(name, quantity, tolerance),
    verdict: failed.length === 0 ? "passed" : "failed",
    tensor: worst.pair.tensor,
    maxAbsolute: finite(worst.distance?.maxAbsolute),
    maxRelative: finite(worst.distance?.maxRelative),
    maxUlp: finite(worst.distance?.maxUlp),
    message: failed.length === 0 ? "" : explain(spec, failed, tolerance),
  };
}

/** A check that came to no comparison, and why. */
export function notCompared(
  name: CheckName,
  quantity: Quantity,
  verdict: "unsupported" | "error",
  message: string,
  tolerance: number,
): CheckResult {
  return { ...unsettled(name, quantity, tolerance), verdict, message };
}

/** No check failed, and none came to an error. What a backend does not claim to support does not count. */
export function gatePassed(results: readonly CheckResult[]): boolean {
  return results.every(({ verdict }) => verdict === "passed" || verdict === "unsupported");
}

function unsettled({ id, scope, subject }: CheckName, quantity: Quantity, tolerance: number) {
  const nothing = { tensor: null, maxAbsolute: null, maxRelative: null, maxUlp: null };
  return { id: `${id}/${quantity}`, scope, subject, quantity, tolerance, ...nothing };
}

function measurePair(pair: Pair): Measured {
  const { got, shape, expected, scale } = pair;
  return { pair, distance: got?.shape.join() === shape.join() ? measure(got.data, expected, scale) : null };
}

function badness({ distance }: Measured): number {
  return distance?.maxRelative ?? Infinity;
}

/** JSON has no infinity: a distance without measure is none, and the message tells. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
