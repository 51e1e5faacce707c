import { expect, it } from "vitest";
import { ConstantPool } from "../src/constant-pool.ts";

function poolOf() {
  const pool = new ConstantPool();
  const nameOf = (data: Float32Array | Int32Array, dims = [data.length]) =>
    pool.nameOf(data instanceof Int32Array ? "int32" : "float32", dims, data, () => `c${pool.all.length + 1}`);
  return { pool, nameOf };
}

it("keeps equal constants once, in the order in which they came", () => {
  const { pool, nameOf } = poolOf();
  const names = [[1, 2], [3], [1, 2], [3]].map((values) => nameOf(Float32Array.from(values)));
  expect(names).toEqual(["c1", "c2", "c1", "c2"]);
  expect(pool.all.map(({ name }) => name)).toEqual(["c1", "c2"]);
});

it("tells apart by bits, type and shape", () => {
  const { nameOf } = poolOf();
  const zero = nameOf(Float32Array.of(0));
  expect(nameOf(Float32Array.of(-0))).not.toBe(zero);
  expect(nameOf(Int32Array.of(0))).not.toBe(zero);
  expect(nameOf(Float32Array.of(0), [])).not.toBe(zero);
  expect(nameOf(Float32Array.of(Number.NaN))).toBe(nameOf(Float32Array.of(Number.NaN)));
});

it("tells apart what has the same hash", () => {
  const { nameOf } = poolOf();
  const first = Int32Array.of(1, 5);
  // The second word takes back what the first one changed.
  const second = Int32Array.of(2, afterWord(1) ^ 5 ^ afterWord(2));
  expect(afterWord(first[1] as number, afterWord(1))).toBe(afterWord(second[1] as number, afterWord(2)));
  expect(nameOf(second)).not.toBe(nameOf(first));
  expect(nameOf(second.slice())).toBe(nameOf(second));
});

/** The state of the pool's hash after one more word. */
function afterWord(word: number, state = 0x81_1c_9d_c5): number {
  const mixed = Math.imul(state ^ word, 0x01_00_01_93);
  return mixed ^ (mixed >>> 15);
}
