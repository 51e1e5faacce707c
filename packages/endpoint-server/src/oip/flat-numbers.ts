import { Refusal } from "../refusal.ts";

/** As many dimensions as a shape may have. */
const deepest = 8;

/** The numbers of a JSON array, nested or flat, row-major. Throws `Refusal` unless they are `count` finite ones. */
export function flatNumbers(data: unknown, count: number): Float32Array {
  const values = new Float32Array(count);
  let filled = 0;
  const fill = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) {
      if (depth === deepest) throw new Refusal(400, `data: expected at most ${deepest} dimensions`);
      for (const inner of value as readonly unknown[]) fill(inner, depth + 1);
      return;
    }
    if (filled === count) throw new Refusal(400, `data: expected ${count} numbers; got more`);
    const float = typeof value === "number" ? Math.fround(value) : Number.NaN;
    if (!Number.isFinite(float))
      throw new Refusal(400, `data: expected finite numbers; got another value at ${filled}`);
    values[filled] = float;
    filled += 1;
  };
  if (!Array.isArray(data)) throw new Refusal(400, "data: expected an array of numbers");
  fill(data, 0);
  if (filled < count) throw new Refusal(400, `data: expected ${count} numbers; got ${filled}`);
  return values;
}
