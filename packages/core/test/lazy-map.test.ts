import { expect, it } from "vitest";
import { LazyMap } from "../src/index.ts";

it("finds its entries when they are asked for, and fails only whoever asks for a bad one", () => {
  let made = 0;
  const map = new LazyMap(
    () =>
      new Map<string, () => number>([
        ["good", () => (made += 1)],
        [
          "bad",
          () => {
            throw new RangeError("bad");
          },
        ],
      ]),
  );
  expect([...map.keys()]).toEqual(["good", "bad"]);
  expect([map.size, map.has("bad"), map.get("none")]).toEqual([2, true, undefined]);
  expect([map.get("good"), map.get("good"), made]).toEqual([1, 1, 1]);
  expect(() => map.get("bad")).toThrow("bad");
  expect(() => [...map.values()]).toThrow("bad");
});
