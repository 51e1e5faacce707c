/** How far one tensor is from what it should be. */
export interface Distance {
  /** The element that is furthest off. */
  readonly index: number;
  readonly got: number;
  readonly expected: number;
  /** |got − expected| there; infinite where either is not a finite number. */
  readonly maxAbsolute: number;
  /** That over the scale: the largest magnitude expected, or another where the tensor has none of its own. */
  readonly maxRelative: number;
  /** That in float32 units in the last place; infinite where the tensor should hold nothing but zeros. */
  readonly maxUlp: number;
}

/** The distance of the worst element. `scale` is what a difference is relative to. The lengths must be equal. */
export function measure(got: ArrayLike<number>, expected: ArrayLike<number>, scale?: number): Distance {
  if (got.length !== expected.length) throw new RangeError(`${got.length} values against ${expected.length}`);
  let index = 0;
  let maxAbsolute = 0;
  for (let i = 0; i < expected.length; i += 1) {
    const difference = Math.abs((got[i] as number) - (expected[i] as number));
    const error = Number.isNaN(difference) ? Infinity : difference;
    if (error <= maxAbsolute) continue;
    maxAbsolute = error;
    index = i;
    if (error === Infinity) break;
  }
  const [a, b] = [got[index] ?? 0, expected[index] ?? 0];
  const own = largest(expected);
  const maxUlp = own === 0 && maxAbsolute > 0 ? Infinity : ulpDistance(a, b);
  return { index, got: a, expected: b, maxAbsolute, maxRelative: maxAbsolute / ((scale ?? own) || 1), maxUlp };
}

/** The largest magnitude; 0 of nothing. */
export function largest(values: ArrayLike<number>): number {
  let magnitude = 0;
  for (let i = 0; i < values.length; i += 1) magnitude = Math.max(magnitude, Math.abs(values[i] as number));
  return magnitude;
}

/** How many float32 numbers lie between two values, each rounded to float32. Infinite where either is not finite. */
export function ulpDistance(a: number, b: number): number {
  const distance = Math.abs(rank(a) - rank(b));
  return Number.isFinite(a) && Number.isFinite(b) ? distance : Infinity;
}

const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);

/** The place of a float32 among all of them: neighbours differ by 1, both zeros are 0. */
function rank(value: number): number {
  floats[0] = value;
  const [pattern = 0] = bits;
  return pattern < 0 ? -(pattern & 0x7f_ff_ff_ff) : pattern;
}
