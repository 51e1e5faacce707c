import { referenceBackend } from "@evenkeel/backend-reference";
import {
  BackendError,
  checkResultSchema,
  layerKinds,
  UnsupportedError,
  type Backend,
  type CheckResult,
  type LayerKind,
} from "@evenkeel/core";
import { zoo } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { gatePassed } from "../src/judge.ts";
import { planCases, runChecks } from "../src/run-checks.ts";
import { networkSpecs } from "../src/specs/index.ts";
import { float32Backend } from "./faults/faulty-backend.ts";
import { wrapped } from "./faults/wrapped.ts";

const honest = float32Backend();
const only = (...kinds: LayerKind[]) => new Set(kinds);
const verdicts = (results: readonly CheckResult[]) => new Set(results.map(({ verdict }) => verdict));

describe("runChecks", () => {
  it("gives results of the schema, each with an id of its own, and tells them as they come", async () => {
    const told: [string, number, number][] = [];
    const results = await runChecks(honest, {
      layers: only("max-pool2d", "batch-norm"),
      onCheck: ({ id }, done, of) => {
        told.push([id, done, of]);
      },
    });
    for (const result of results) expect(checkResultSchema.parse(result)).toEqual(result);
    expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
    expect(told).toEqual(results.map(({ id }, index) => [id, index + 1, results.length]));
    expect(new Set(results.map(({ subject }) => subject))).toEqual(only("max-pool2d", "batch-norm"));
    expect(results.map(({ id }) => id)).toContain("max-pool2d/same-odd-ties/gradients");
  });

  it("checks every layer kind where none is asked for, and every quantity of it", async () => {
    const results = await runChecks(honest);
    expect(new Set(results.map(({ subject }) => subject))).toEqual(new Set(layerKinds));
    for (const kind of layerKinds) {
      const quantities = new Set(results.filter(({ subject }) => subject === kind).map(({ quantity }) => quantity));
      const needed = ["logits", "loss", "gradients", "update", ...(kind === "batch-norm" ? ["statistics"] : [])];
      expect([...quantities], kind).toEqual(expect.arrayContaining(needed));
    }
  });

  it("checks models beside no layer at all", async () => {
    const models = [...networkSpecs, ...[...zoo.values()].filter(({ name }) => name === "lenet-5")];
    const results = await runChecks(honest, { layers: new Set(), models });
    expect(results.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
    expect(results.filter(({ subject }) => subject === "lenet-5").map(({ id }) => id)).toEqual(
      ["logits", "loss", "gradients", "update"].map((quantity) => `model/lenet-5/${quantity}`),
    );
    expect(results.every(({ scope }) => scope === "model")).toBe(true);
  });

  it("says what a backend does not support, and does not blame it", async () => {
    const lacking: Backend = {
      ...honest,
      supports: { ...honest.supports, layers: new Set(layerKinds.filter((kind) => kind !== "depthwise-conv2d")) },
      load: async () => {
        throw new UnsupportedError("asked all the same");
      },
    };
    const results = await runChecks(lacking, { layers: only("depthwise-conv2d") });
    expect(verdicts(results)).toEqual(new Set(["unsupported"]));
    expect(results[0]?.message).toBe("it has no depthwise-conv2d");
    expect(gatePassed(results)).toBe(true);
  });

  it("checks the predictions of a backend that does not train", async () => {
    const predicting = { ...honest, supports: { ...honest.supports, training: false } };
    delete predicting.loadTrainable;
    const results = await runChecks(predicting, { layers: only("relu") });
    expect(verdicts(results.filter(({ quantity }) => quantity === "gradients"))).toEqual(new Set(["unsupported"]));
    const forward = results.filter(({ id }) => id.endsWith("/logits") && !/-(?:adam|momentum)\//.test(id));
    expect(verdicts(forward)).toEqual(new Set(["passed"]));
  });

  it("makes an error of what a backend throws, in its own words, and goes on", async () => {
    const broken: Backend = {
      ...honest,
      loadTrainable: async () => {
        throw new BackendError("Kernel 'MaxPoolGrad' not registered");
      },
    };
    const results = await runChecks(broken, { layers: only("max-pool2d") });
    const [failed, others] = [
      results.filter(({ verdict }) => verdict === "error"),
      results.filter(({ verdict }) => verdict === "passed"),
    ];
    expect(new Set(failed.map(({ message }) => message))).toEqual(new Set(["Kernel 'MaxPoolGrad' not registered"]));
    expect(new Set(others.map(({ quantity }) => quantity))).toEqual(new Set(["logits"]));
    expect(gatePassed(results)).toBe(false);
  });
});

describe("the oracle", () => {
  it("has gradients that are the slopes of its loss, for every layer kind", async () => {
    const results = await runChecks(referenceBackend, { models: networkSpecs });
    expect(results.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
    expect(new Set(results.map(({ subject }) => subject))).toEqual(
      new Set([...layerKinds, ...networkSpecs.map(({ name }) => name)]),
    );
    // Float64: far inside what is asked of float32.
    expect(Math.max(...results.map(({ maxRelative }) => maxRelative ?? Infinity))).toBeLessThan(1e-6);
    expect(Math.max(...results.map(({ maxRelative }) => maxRelative ?? 0))).toBeGreaterThan(0);
  });

  it("is checked under the ids of every other backend", () => {
    const ids = new Set(planCases(honest, {}).map(({ id }) => id));
    for (const { id } of planCases(referenceBackend, {})) expect(ids).toContain(id);
  });
});

describe("a wrong model object", () => {
  const layers = only("concat");
  const failed = async (backend: Backend) =>
    (await runChecks(backend, { layers })).filter(({ verdict }) => verdict !== "passed");

  it("that predicts with the weights from before training fails the logits of updates alone", async () => {
    const stale = wrapped((_, initial) => ({ predict: async (images) => initial.predict(images) }));
    const results = await failed(stale);
    expect(results.map(({ id }) => id)).toEqual(["concat/plain-momentum/logits", "concat/plain-adam/logits"]);
    expect(results.map(({ tensor }) => tensor)).toEqual([
      expect.stringMatching(/^logits after (?:call 2|training)$/),
      expect.stringMatching(/^logits after (?:call 2|training)$/),
    ]);
  });

  it("that leaves a tensor out of its export fails by that tensor", async () => {
    const partial = wrapped((model) => ({
      exportWeights: async () => new Map([...(await model.exportWeights())].slice(1)),
    }));
    const results = await failed(partial);
    expect(new Set(results.map(({ quantity }) => quantity))).toEqual(new Set(["gradients", "update"]));
    expect(results.map(({ message, maxAbsolute }) => [message, maxAbsolute])).toContainEqual([
      "a.kernel (conv2d) is missing",
      null,
    ]);
  });

  it("whose loss is not a number fails by it", async () => {
    const results = await failed(
      wrapped(() => ({ train: async () => ({ value: Float64Array.of(Number.NaN), computeMs: 0 }) })),
    );
    const [loss] = results;
    expect(loss).toMatchObject({ id: "concat/plain/loss", maxRelative: null, maxUlp: null });
    expect(loss?.message).toMatch(/^loss differs at \[0\]: got NaN, expected \d/);
  });

  it("that gives losses for only some of its steps fails by their count", async () => {
    const results = await failed(
      wrapped((model) => ({
        train: async (batches) => {
          const { value, computeMs } = await model.train(batches);
          return { value: value.subarray(0, 1), computeMs };
        },
      })),
    );
    expect(results.map(({ id, message }) => [id, message])).toEqual(
      ["momentum", "adam"].map((name) => [
        `concat/plain-${name}/loss`,
        "loss has another shape: got [4], expected [8]",
      ]),
    );
  });
});
