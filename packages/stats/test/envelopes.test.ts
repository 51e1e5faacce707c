import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  judgeLosses,
  lossEnvelopes,
  lossEnvelopesOf,
  lossVerdict,
  predictionEnvelope,
  predictionVerdict,
  weakest,
} from "../src/index.ts";

const steps = Math.max(...lossEnvelopes.map((envelope) => envelope.steps));
const flat = Array.from({ length: steps }, () => 2);
const apartAt = (step: number, relative: number) => flat.with(step - 1, 2 * (1 - relative));

describe("losses", () => {
  it("that are equal agree at every envelope, the longest first", () => {
    const judged = judgeLosses(flat, flat, ["cpu", "wasm"]);
    expect(judged).toMatchObject({ verdict: "agrees", largestRelative: 0 });
    expect(judged.judged.map(({ envelope }) => envelope.steps)).toEqual(lossEnvelopes.map((one) => one.steps));
  });

  it.each(lossEnvelopes)("are held against the envelope at step $steps", ({ steps: step, relative, reach }) => {
    const verdictAt = (distance: number) => judgeLosses(flat, apartAt(step, distance), ["wasm", "cpu"]).verdict;
    expect(verdictAt(0.99 * relative)).toBe("agrees");
    expect(verdictAt((relative + reach) / 2)).toBe(relative < reach ? "inconclusive" : "agrees");
    expect(verdictAt(1.01 * reach)).toBe("differs");
  });

  it.each([steps, 30])(
    "between the envelopes' steps differ beyond what rounding reaches, of %i steps, too",
    (count) => {
      const reach = lossEnvelopes[0]?.reach ?? 0;
      const found = (distance: number) =>
        judgeLosses(flat.slice(0, count), apartAt(20, distance).slice(0, count), ["cpu", "cpu"]);
      expect(found(0.99 * reach)).toMatchObject({ verdict: "agrees", atStep: 20 });
      expect(found(1.01 * reach)).toMatchObject({
        verdict: "differs",
        atStep: 20,
        judged: expect.arrayContaining([expect.objectContaining({ envelope: { steps: 20, relative: reach, reach } })]),
      });
    },
  );

  it("beyond the longest envelope's step are told, not judged", () => {
    const found = judgeLosses([...flat, 2], [...flat, 1], ["cpu", "cpu"]);
    expect(found).toMatchObject({ verdict: "agrees", atStep: steps + 1 });
  });

  it("of devices that nobody measured are never beyond rounding's reach", () => {
    expect(lossEnvelopesOf(["cuda", "cpu"]).every(({ reach }) => reach === Infinity)).toBe(true);
    expect(judgeLosses(flat, apartAt(steps, 0.9), ["cuda", "cpu"]).verdict).toBe("inconclusive");
  });

  it("that are no numbers differ", () => {
    expect(judgeLosses(flat, flat.with(steps - 1, Number.NaN), ["cpu", "cpu"]).verdict).toBe("differs");
  });

  it("of no step at all are too little work", () => {
    expect(judgeLosses([], flat, ["cpu", "cpu"])).toMatchObject({ verdict: "too-little-work", atStep: 0 });
  });

  it("are judged alike in either order of backends", () => {
    const losses = fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(losses, losses, (a, b) => {
        expect(judgeLosses(a, b, ["cpu", "wasm"])).toEqual(judgeLosses(b, a, ["wasm", "cpu"]));
      }),
    );
  });
});

it("a larger distance never says more for agreement", () => {
  const order = ["differs", "inconclusive", "agrees"];
  const distance = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(distance, distance, fc.constantFrom(...lossEnvelopes), (one, another, envelope) => {
      const [near, far] = one < another ? [one, another] : [another, one];
      expect(order.indexOf(lossVerdict(envelope, near))).toBeGreaterThanOrEqual(
        order.indexOf(lossVerdict(envelope, far)),
      );
    }),
  );
});

it("predictions agree from the envelope's share on, and prove nothing down to what rounding does", () => {
  const { share, reach } = predictionEnvelope;
  expect([share, share - 0.001, reach, reach - 0.001].map(predictionVerdict)).toEqual([
    "agrees",
    "inconclusive",
    "inconclusive",
    "differs",
  ]);
});

it("several verdicts are as good as the worst", () => {
  expect(weakest(["agrees", "too-little-work", "inconclusive"])).toBe("inconclusive");
  expect(weakest(["agrees", "differs", "inconclusive"])).toBe("differs");
  expect(weakest([])).toBe("too-little-work");
});
