/**
 * The matrices of F(m, r), m outputs of a correlation with r taps by m + r − 1 multiplications instead of m·r
 * (Winograd 1980; Lavin & Gray 2015, "Fast Algorithms for Convolutional Neural Networks", section 4.1): `output` [m,
 * n], `kernel` [n, r], `input` [n, n], n = m + r − 1. Along a line the outputs are output · ((kernel · weights) ∘
 * (input · data)); for a square each matrix is applied along both of its sides (`onBothSides`).
 *
 * Made by Toom and Cook's way: evaluate at n − 1 points and at infinity, multiply, interpolate. All divisions are put
 * into `kernel`; with points 0, 1, −1 they are by 1 and 2, so F(2, 3) rounds nothing in its own matrices.
 */
export interface FastMatrices {
  readonly tile: number;
  readonly taps: number;
  readonly window: number;
  readonly output: Matrix;
  readonly kernel: Matrix;
  readonly input: Matrix;
}

export type Matrix = readonly (readonly number[])[];

/** Small numbers first: large powers cost precision. */
const points: readonly number[] = [0, 1, -1, 2, -0.5, -2, 0.5];

/** The largest n for which there are matrices. */
export const largestWindow = points.length + 1;

/** The matrices for m outputs of r taps. Throws `RangeError` where that takes more points than are kept. */
export function fastMatrices(tile: number, taps: number): FastMatrices {
  const window = tile + taps - 1;
  if (window > largestWindow) throw new RangeError(`F(${tile}, ${taps}) needs more than ${points.length} points`);
  const finite = points.slice(0, window - 1);
  const otherPoints = finite.map((point) => finite.filter((other) => other !== point));
  const atInfinity = (length: number): number[] => powers(0, length).toReversed();
  // Interpolation, transposed: the polynomials that are zero at all points but one.
  const input = [...otherPoints.map((roots) => [...polynomial(roots), 0]), polynomial(finite)];
  const kernel = finite.map((point, at) => {
    const divisor = (otherPoints[at] ?? []).reduce((product, other) => product * (point - other), 1);
    return powers(point, taps).map((power) => power / divisor);
  });
  const output = [...finite.map((point) => powers(point, tile)), atInfinity(tile)];
  return {
    tile,
    taps,
    window,
    output: transposedMatrix(output),
    kernel: [...kernel, atInfinity(taps)],
    input,
  };
}

export function transposedMatrix(matrix: Matrix): Matrix {
  return (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? 0));
}

/** x⁰ to xⁿ⁻¹ */
function powers(x: number, count: number): number[] {
  return Array.from({ length: count }, (_, exponent) => x ** exponent);
}

/** The coefficients of the product of (x − root), constant first. */
function polynomial(roots: readonly number[]): number[] {
  let product = [1];
  for (const root of roots) {
    const last = product;
    product = Array.from({ length: last.length + 1 }, (_, at) => (last[at - 1] ?? 0) - root * (last[at] ?? 0));
  }
  return product;
}
