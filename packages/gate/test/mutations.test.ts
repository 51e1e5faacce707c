/** The suite notices wrong backends: each fault here is a small lie of the oracle, compared as every backend is. */
import { createReferenceBackend, formulas, referenceBackend, type LayerRules } from "@evenkeel/backend-reference";
import type { Backend, Optimizer, TrainableModel } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { failures } from "../src/checks/difference.ts";
import { comparePredictions } from "../src/checks/prediction.ts";
import { compareTraining, type Lesson } from "../src/checks/training.ts";
import { gradientLesson, smoothAdam, stepsLesson } from "../src/lessons.ts";
import type { Values } from "../src/samples.ts";
import { layerSpecs, smallSpecNamed } from "../src/specs/index.ts";
import { faultyRules } from "./faults/faulty-rules.ts";

/** Ten times what float32 backends are allowed. */
const tolerances = { logits: 1e-3, loss: 1e-3, gradients: 1e-3, updates: 1e-3 };

const caught = async (backend: Backend, lesson: Lesson) =>
  failures(await compareTraining(backend, lesson), tolerances).map((line) => line.split(":")[0]);

const faulty = (layers: Partial<LayerRules>) =>
  createReferenceBackend({ ...formulas, layers: { ...formulas.layers, ...layers } });

const layerFaults: readonly [keyof typeof faultyRules, spec: string, Values, what: string][] = [
  ["lastMaximum", "max-pool2d-2x2", "quantised", "gradient of before.kernel"],
  ["lastMaximum", "max-pool2d-overlapping", "quantised", "gradient of before.kernel"],
  ["lastMaximum", "max-pool2d-same-odd", "non-positive", "gradient of before.kernel"],
  ["maximumFromZero", "max-pool2d-2x2", "non-positive", "gradient of before.kernel"],
  ["maximumFromZero", "max-pool2d-2x2", "real", "gradient of before.kernel"],
  ["noConvolutionBias", "conv2d-valid", "real", "gradient of conv2d.bias"],
  ["noDenseBias", "dense-behind-dense", "real", "gradient of before.bias"],
  ["noDepthwiseBias", "depthwise-valid", "real", "gradient of depthwise-conv2d.bias"],
  ["oddPaddingFirst", "conv2d-same-stride-2-even", "real", "logits before training"],
  ["oddPaddingFirst", "conv2d-same-even-kernel", "real", "gradient of before.kernel"],
  ["transposedKernel", "conv2d-valid", "real", "logits before training"],
  ["transposedKernel", "conv2d-same", "quantised", "gradient of conv2d.kernel"],
  ["averageOverPadding", "average-pool2d-same-odd", "real", "logits before training"],
  ["averageOverPadding", "average-pool2d-same-overlapping", "real", "gradient of before.kernel"],
  ["unbiasedMovingVariance", "batch-norm", "real", "gradient of batch-norm.movingVariance"],
  ["constantStatistics", "batch-norm", "real", "gradient of before.kernel"],
  ["predictsWithBatchStatistics", "batch-norm", "real", "logits before training"],
  ["dropoutWithoutMask", "dropout", "real", "losses"],
  ["reluLeaksAtZero", "relu", "quantised", "gradient of conv2d.kernel"],
  ["addForgetsOthers", "add-residual", "real", "gradient of branch.kernel"],
  ["flattenChannelsFirst", "flatten", "real", "logits before training"],
];

describe("a wrong formula is noticed", () => {
  it.each(layerFaults)("%s, by %s on %s values", async (fault, name, values, what) => {
    const lesson = gradientLesson(smallSpecNamed(name), values);
    expect(await caught(referenceBackend, lesson)).toEqual([]);
    expect(await caught(faulty(faultyRules[fault]), lesson)).toContain(what);
  });

  it("tries every fault", () => {
    expect(new Set(layerFaults.map(([fault]) => fault))).toEqual(new Set(Object.keys(faultyRules)));
  });

  it("the odd pixel of `same` is noticed by predictions alone", async () => {
    const { source, images } = gradientLesson(smallSpecNamed("conv2d-same-stride-2-even"), "real");
    const differences = await comparePredictions(faulty(faultyRules.oddPaddingFirst), source, [images]);
    expect(failures(differences, tolerances)).toHaveLength(1);
  });

  it("a maximum's tie is invisible on real values: the quantised ones are needed", async () => {
    for (const spec of layerSpecs["max-pool2d"]) {
      expect(await caught(faulty(faultyRules.lastMaximum), gradientLesson(spec, "real"))).toEqual([]);
      expect(await caught(faulty(faultyRules.lastMaximum), gradientLesson(spec, "quantised"))).not.toEqual([]);
    }
  });
});

describe("a wrong loss or update is noticed", () => {
  const spec = smallSpecNamed("average-pool2d-2x2");
  const momentum: Optimizer = { kind: "sgd", learningRate: 0.1, momentum: 0.9 };
  const update = "update of before.kernel";

  it("a loss summed over the batch instead of averaged", async () => {
    const summed = createReferenceBackend({
      ...formulas,
      loss(loss, logits, labels) {
        const { loss: value, gradient } = formulas.loss(loss, logits, labels);
        return { loss: value * labels.length, gradient };
      },
    });
    expect(await caught(summed, gradientLesson(spec, "real"))).toEqual(["losses"]);
  });

  it("a gradient averaged over the recipe's batch size instead of the batch's own", async () => {
    const fixed = createReferenceBackend({
      ...formulas,
      loss(loss, logits, labels) {
        const { loss: value, gradient } = formulas.loss(loss, logits, labels);
        return { loss: value, gradient: { ...gradient, data: gradient.data.map((g) => (g * labels.length) / 3) } };
      },
    });
    expect(await caught(fixed, stepsLesson(spec, momentum, [3, 3], "one call"))).toEqual([]);
    expect(await caught(fixed, stepsLesson(spec, momentum, [3, 5], "one call"))).toContain(update);
  });

  it("momentum left out", async () => {
    const plain = withOptimizer((optimizer) => ({ ...optimizer, momentum: 0 }) as Optimizer);
    expect(await caught(plain, stepsLesson(spec, momentum, [3, 3], "one call"))).toContain(update);
  });

  it("an optimizer's state lost between calls", async () => {
    const forgetful = createReferenceBackend({
      ...formulas,
      update: (optimizer, _step, p, g) =>
        formulas.update(optimizer, 1, p, g, { m: new Float64Array(g.length), v: new Float64Array(g.length) }),
    });
    for (const optimizer of [momentum, smoothAdam]) {
      expect(await caught(forgetful, stepsLesson(spec, optimizer, [3, 3], "a call each"))).toContain(update);
    }
  });

  it("Adam without bias correction", async () => {
    const late = createReferenceBackend({
      ...formulas,
      update: (optimizer, _step, p, g, state) => formulas.update(optimizer, 1e6, p, g, state),
    });
    expect(await caught(late, stepsLesson(spec, smoothAdam, [3, 3], "one call"))).toContain(update);
  });

  it("Adam with another ε", async () => {
    const other = withOptimizer((optimizer) => ({ ...optimizer, epsilon: 1.1e-2 }) as Optimizer);
    expect(await caught(other, stepsLesson(spec, smoothAdam, [3], "one call"))).toContain(update);
  });
});

describe("a wrong model object is noticed", () => {
  const lesson = stepsLesson(smallSpecNamed("relu"), smoothAdam, [3], "one call");

  it("predict that still uses the weights from before training", async () => {
    const stale = wrapped((model, initial) => ({ predict: (images) => initial.predict(images), train: bound(model) }));
    expect(await caught(stale, lesson)).toEqual(["logits after training"]);
  });

  it("an export that leaves a tensor out", async () => {
    const partial = wrapped((model) => ({
      exportWeights: async () => new Map([...(await model.exportWeights())].slice(1)),
    }));
    expect(await caught(partial, lesson)).toEqual(["update of conv2d.kernel"]);
  });

  it("a loss that is not a number", async () => {
    const broken = wrapped(() => ({ train: async () => ({ value: Float64Array.of(Number.NaN), computeMs: 0 }) }));
    expect(await caught(broken, lesson)).toContain("losses");
  });
});

const bound =
  (model: TrainableModel): TrainableModel["train"] =>
  (batches) =>
    model.train(batches);

/** The oracle training with another optimizer than it is told to. */
function withOptimizer(change: (optimizer: Optimizer) => Optimizer): Backend {
  return {
    ...referenceBackend,
    loadTrainable: async (source, options, recipe) =>
      loadOracle(source, options, { ...recipe, optimizer: change(recipe.optimizer) }),
  };
}

/** The oracle with parts of its trainable model replaced; `initial` never trains. */
function wrapped(replace: (model: TrainableModel, initial: TrainableModel) => Partial<TrainableModel>): Backend {
  return {
    ...referenceBackend,
    async loadTrainable(source, options, recipe) {
      const model = await loadOracle(source, options, recipe);
      const initial = await loadOracle(source, options, recipe);
      return {
        runtime: model.runtime,
        predict: (images) => model.predict(images),
        train: bound(model),
        exportWeights: () => model.exportWeights(),
        memory: () => model.memory(),
        dispose: () => model.dispose(),
        ...replace(model, initial),
      };
    },
  };
}

async function loadOracle(...asked: Parameters<NonNullable<Backend["loadTrainable"]>>): Promise<TrainableModel> {
  const loading = referenceBackend.loadTrainable?.(...asked);
  if (loading === undefined) throw new Error("the oracle trains");
  return loading;
}
