/**
 * q of each p, in their order: claiming all of at most q keeps the expected share of false claims at q (Benjamini &
 * Hochberg 1995; holds for independent and positively dependent tests).
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const qs = ps.slice();
  const order = ps.map((_, index) => index).toSorted((a, b) => (ps[b] as number) - (ps[a] as number));
  let least = 1;
  order.forEach((index, above) => {
    least = Math.min(least, ((ps[index] as number) * ps.length) / (ps.length - above));
    qs[index] = least;
  });
  return qs;
}
