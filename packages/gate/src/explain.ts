import { position, type ModelSpec } from "@evenkeel/core";
import type { Pair } from "./lesson/differences.ts";
import { largest, measure, type Distance } from "./measure.ts";

/** A pair and its distance; null where shapes differ and nothing can be measured. */
export interface Measured {
  readonly pair: Pair;
  readonly distance: Distance | null;
}

/** What differs, in one line: the worst tensor with its worst element, then the names of the others that fail. */
export function explain(spec: ModelSpec, failed: readonly Measured[], tolerance: number): string {
  const [worst, ...others] = failed;
  if (worst === undefined) return "";
  const also = new Set(others.map(({ pair }) => pair.tensor).filter((name) => name !== worst.pair.tensor));
  const rest = also.size === 0 ? "" : `; ${[...also].join(", ")} too`;
  return `${describeTensor(spec, worst.pair.tensor)} ${describeDistance(worst, tolerance)}${rest}`;
}

/** `before.kernel (conv2d)`. */
function describeTensor(spec: ModelSpec, tensor: string): string {
  const layer = spec.layers.find(({ name }) => tensor.startsWith(`${name}.`));
  return layer === undefined ? tensor : `${tensor} (${layer.kind})`;
}

function describeDistance({ pair, distance }: Measured, tolerance: number): string {
  if (pair.got === null) return "is missing";
  if (distance === null) {
    return `has another shape: got [${pair.got.shape.join(", ")}], expected [${pair.shape.join(", ")}]`;
  }
  const { index, got, expected, maxRelative } = distance;
  const off = `differs at [${position(index, pair.shape).join(", ")}]: got ${short(got)}, expected ${short(expected)}`;
  const how = Number.isFinite(maxRelative) ? `, off by ${maxRelative.toExponential(1)} (allowed ${tolerance})` : "";
  return `${off}${how}${pattern(pair, tolerance)}`;
}

/** What all elements have in common, which often names the mistake. */
function pattern({ got, expected, scale }: Pair, tolerance: number): string {
  if (got === null || expected.length < 2 || largest(expected) === 0) return "";
  if (largest(got.data) === 0) return "; all of it is 0";
  const factor = dot(got.data, expected) / dot(expected, expected);
  if (!Number.isFinite(factor)) return "";
  const scaled = Float64Array.from(expected, (value) => value * factor);
  const proportional = measure(got.data, scaled, scale ?? largest(expected)).maxRelative <= tolerance;
  return proportional ? `; all of it is ${Number(factor.toPrecision(5))} times what is expected` : "";
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Enough digits to tell float32 numbers apart. */
function short(value: number): string {
  return `${Number(value.toPrecision(9))}`;
}
