import { randomStream } from "@evenkeel/core";
import { expect, test } from "vitest";
import { confirmationOf, type Pair } from "../../src/confirm/verdict.ts";

const proposal = { scale: "ratio", effect: 0.15, floor: 0.03 } as const;

/** Rounds of a machine whose speed wanders, with a suspect that is so much slower. */
function rounds(count: number, slower: number, seed = 1): Pair[] {
  const random = randomStream(seed, "verdict");
  return Array.from({ length: count }, () => {
    const machine = 10 * (1 + 0.2 * random.uniform());
    const noise = () => 1 + 0.02 * (random.uniform() - 0.5);
    return { good: machine * noise(), suspect: machine * (1 + slower) * noise() };
  });
}

test("a slowdown of the proposed size is confirmed, with its interval", () => {
  const found = confirmationOf(rounds(8, 0.15), proposal);
  expect(found.state).toBe("confirmed");
  expect(found.effect).toBeCloseTo(0.15, 1);
  expect(found.low).toBeLessThan(0.15);
  expect(found.high).toBeGreaterThan(0.14);
});

test("no difference refutes it", () => {
  expect(confirmationOf(rounds(8, 0), proposal).state).toBe("refuted");
});

test("a change the other way refutes it", () => {
  expect(confirmationOf(rounds(8, -0.15), proposal).state).toBe("refuted");
});

test("less than the floor is not confirmed however sure it is", () => {
  expect(confirmationOf(rounds(12, 0.02), proposal).state).not.toBe("confirmed");
});

test("five rounds decide nothing", () => {
  expect(confirmationOf(rounds(5, 0.15), proposal).state).toBe("undecided");
});

test("what is the same in every round is decided by its value", () => {
  const same = (good: number, suspect: number) => [1, 2].map(() => ({ good, suspect }));
  const accuracy = { scale: "difference", effect: -0.01, floor: 0.0025 } as const;
  expect(confirmationOf(same(0.9, 0.89), accuracy)).toMatchObject({ state: "confirmed", p: null });
  expect(confirmationOf(same(0.9, 0.9), accuracy).state).toBe("refuted");
});

test("one round shows neither that values repeat nor a change", () => {
  expect(
    confirmationOf([{ good: 0.9, suspect: 0.5 }], { scale: "difference", effect: -0.4, floor: 0.0025 }),
  ).toMatchObject({
    state: "undecided",
    rounds: 1,
  });
});

test("without a round nothing is known", () => {
  expect(confirmationOf([], proposal)).toMatchObject({ state: "undecided", effect: null, rounds: 0 });
});

test("of no difference at most one in twenty is confirmed", () => {
  const trials = 400;
  const wrong = Array.from({ length: trials }, (_, seed) =>
    confirmationOf(rounds(8, 0, seed), { ...proposal, floor: 0 }),
  );
  // Only differences in the proposed direction count: half of the test's level.
  expect(wrong.filter(({ state }) => state === "confirmed").length / trials).toBeLessThan(0.05);
});
