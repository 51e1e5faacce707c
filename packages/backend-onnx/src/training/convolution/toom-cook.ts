/**
 * The matrices of F(m, r), m outputs of a correlation with r taps by m + r − 1 multiplications instead of m·r
 * (Winograd 1980; Lavin & Gray 2015, "Fast Algorithms for Convolutional Neural Networks", section 4.1), for squares of
 * them: `output` [m², n²], `kernel` [n², r²], `input` [n², n²], n = m + r − 1, all row-major. The outputs are
 * output · ((kernel · weights) ∘ (input · data)).
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
const points: readonly number[] = [0, 1, -1, 2, -0.5];

/** The matrices for m × m outputs of r × r taps. Throws `RangeError` where that takes more points than are kept. */
export function fastMatrices(tile: number, taps: number): FastMatrices {
  const window = tile + taps - 1;
  if (window > points.length + 1) throw new RangeError(`F(${tile}, ${taps}) needs more than ${points.length} points`);
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
    output: kronecker(transposedMatrix(output)),
    kernel: kronecker([...kernel, atInfinity(taps)]),
    input: kronecker(input),
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

/** matrix ⊗ matrix: what the matrix does along a line, along both sides of a square. */
function kronecker(matrix: Matrix): Matrix {
  return matrix.flatMap((left) =>
    matrix.map((right) => left.flatMap((factor) => right.map((value) => factor * value))),
  );
}
