import { expect, test } from "vitest";
import { interleave } from "../../src/confirm/interleave.ts";

test("the sides take turns in being first", async () => {
  const order: string[] = [];
  const pairs = await interleave(
    async (side, round) => {
      order.push(`${side} ${round}`);
      return side === "good" ? 1 : 2;
    },
    { rounds: 3 },
  );
  expect(order).toEqual(["good 1", "suspect 1", "suspect 2", "good 2", "good 3", "suspect 3"]);
  expect(pairs).toEqual([1, 2, 3].map((round) => ({ round, good: 1, suspect: 2 })));
});

test("a round without a value counts for nothing", async () => {
  const pairs = await interleave(async (side, round) => (side === "suspect" && round === 2 ? null : round), { rounds: 3 });
  expect(pairs.map(({ round }) => round)).toEqual([1, 3]);
});

test("ends where it is interrupted, with the rounds that were whole", async () => {
  const stop = new AbortController();
  const pairs = await interleave(
    async (_, round) => {
      if (round === 2) stop.abort();
      return round;
    },
    { rounds: 5, signal: stop.signal },
  );
  expect(pairs).toEqual([{ round: 1, good: 1, suspect: 1 }]);
});
