/** The suite finds a backend that lies about its times. */
import { referenceBackend } from "@evenkeel/backend-reference";
import { UnsupportedError, type Backend, type Timed } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { checkClock } from "../src/suite/clock.ts";

type Claim = (computeMs: number) => number;

/** The reference backend with other words about its times, of predictions, of training, or of both. */
function claiming(what: { readonly predict?: Claim; readonly train?: Claim }): Backend {
  const told = async <T>(call: Promise<Timed<T>>, claim: Claim | undefined): Promise<Timed<T>> => {
    const { value, computeMs } = await call;
    return { value, computeMs: claim?.(computeMs) ?? computeMs };
  };
  return {
    ...referenceBackend,
    id: "lying",
    load: async (source, options) => {
      const model = await referenceBackend.load(source, options);
      return proxied(model, { predict: (images: never) => told(model.predict(images), what.predict) });
    },
    loadTrainable: async (source, options, recipe) => {
      const model = await referenceBackend.loadTrainable?.(source, options, recipe);
      if (model === undefined) throw new UnsupportedError("it cannot train");
      return proxied(model, { train: (batches: never) => told(model.train(batches), what.train) });
    },
  };
}

function proxied<T extends object>(model: T, other: object): T {
  return new Proxy(model, {
    get: (target, name) => {
      const value: unknown = name in other ? other[name as never] : target[name as keyof T];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

describe("the clock of the suite", () => {
  it("believes an honest backend", async () => {
    await expect(checkClock(claiming({}))).resolves.toBeUndefined();
  });

  it("goes on with a quick one until its calls outweigh a delay", async () => {
    // Each call takes 1 ms and computes for as long, but the first: 2 s passed before it was let to.
    let ms = 0;
    const nowMs = () => (ms += ms === 1 ? 2000 : 1);
    await expect(checkClock(claiming({ predict: () => 1, train: () => 1 }), nowMs)).resolves.toBeUndefined();
    expect(ms).toBeGreaterThan(2000);
  });

  it.each([
    ["a millionth of a millisecond to predict", { predict: () => 1e-6 }, /implausibly little/],
    ["a millionth of a millisecond to train", { train: () => 1e-6 }, /implausibly little/],
    ["longer than the call", { predict: (ms: number) => 10 * ms + 1 }, /longer than its call/],
    ["a time before the call", { train: () => -1 }, /longer than its call took, or for no time/],
    ["no number", { train: () => Number.NaN }, /longer than its call took, or for no time/],
  ])("finds one that claims %s", async (_what, claims, message) => {
    await expect(checkClock(claiming(claims))).rejects.toThrow(message);
  });
});
