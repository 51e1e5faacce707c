import {
  formulas,
  layerRules,
  referenceBackend,
  type LayerCall,
  type Tensor,
  type UpdateFormula,
} from "@evenkeel/backend-reference";
import type { Dataset, LayerKind } from "@evenkeel/core";
import type { Faults } from "@evenkeel/gate/faults";
import { describe, expect, it } from "vitest";
import { isFault, type Divergence, type Finding } from "../src/index.ts";
import { network, poolingNetwork } from "./fixtures/network.ts";
import { compare, contender, contenderOf, noise, taskOf, withWeights } from "./fixtures/subjects.ts";

/**
 * The rule of a kind, changed for one layer by its name: a fault elsewhere in the network would not be found where it
 * is.
 */
function inLayer<K extends LayerKind>(
  kind: K,
  name: string,
  change: (call: LayerCall) => ReturnType<(typeof layerRules)[K]>,
) {
  const rule = layerRules[kind] as (call: LayerCall) => ReturnType<(typeof layerRules)[K]>;
  return { layers: { [kind]: (call: LayerCall) => (call.layer.name === name ? change : rule)(call) } } as Faults;
}

function findingOf({ cause }: Divergence): Finding {
  if (!cause?.finding) throw new Error("no finding");
  return cause.finding;
}

const times = ({ shape, data }: Tensor, factor: number): Tensor => ({
  shape,
  data: data.map((value) => value * factor),
});

const relu = layerRules.relu as (call: LayerCall) => ReturnType<typeof layerRules.relu>;
const conv = layerRules.conv2d as (call: LayerCall) => ReturnType<typeof layerRules.conv2d>;
const pool = layerRules["max-pool2d"] as (call: LayerCall) => ReturnType<typeof layerRules.conv2d>;
const norm = layerRules["batch-norm"] as (call: LayerCall) => ReturnType<typeof layerRules.conv2d>;
const dropout = layerRules.dropout as (call: LayerCall) => ReturnType<typeof layerRules.conv2d>;

const honest = contender("honest");
/** Rounds elsewhere. */
const other = contender(
  "other",
  inLayer("relu", "relu1", (call) => {
    const result = relu(call);
    return { ...result, output: times(result.output, 1 + 2 ** -25) };
  }),
);

describe("two right backends", () => {
  it("agree, and nobody asks why", async () => {
    const found = await compare(honest, other, taskOf(network), false);
    expect(found).toMatchObject({ backends: ["honest", "other"], steps: [6, 6], verdict: "agrees", cause: null });
    expect(found.firstLoss).toBeLessThan(1e-6);
    expect(found.losses.largestRelative).toBeLessThan(1e-5);
    expect(found.firstUpdate.relative).toBeLessThan(0.1);
    expect(found.samePredictions).toBe(1);
    expect(isFault(found)).toBe(false);
  });

  it("show no fault in any step when asked", async () => {
    const found = await compare(honest, other, taskOf(network));
    expect(found.cause).toEqual({ finding: null, rounding: [], steps: 6 });
  });

  it("show none under a schedule, whose rate the updates are held against", async () => {
    const schedule = { kind: "cosine", warmUpEpochs: 0.5 } as const;
    const scheduled = { ...network, recipe: { ...network.recipe, schedule, epochs: 2 } };
    const found = await compare(honest, other, taskOf(scheduled));
    expect(found).toMatchObject({ verdict: "agrees", cause: { finding: null, rounding: [], steps: 6 } });
    const own = network.recipe.optimizer;
    const update: UpdateFormula = (optimizer, ...rest) =>
      formulas.update(optimizer.kind === own.kind ? own : optimizer, ...rest);
    const late = await compare(honest, contender("at-one-rate", { update }), taskOf(scheduled));
    // Two steps of warm-up: the first is at half the rate.
    expect(findingOf(late)).toMatchObject({ step: 1, what: "update", off: ["at-one-rate"] });
  });
});

const faults: Readonly<Record<string, readonly [Faults, Partial<Finding>]>> = {
  "a convolution without its bias": [
    inLayer("conv2d", "conv2", (call) =>
      conv({ ...call, weight: (slot) => times(call.weight(slot), slot === "bias" ? 0 : 1) }),
    ),
    // It begins at zero.
    { step: 2, what: "output", layer: "conv2", tensor: "conv2" },
  ],
  "a convolution that leaves its bias alone": [
    inLayer("conv2d", "conv1", (call) => {
      const result = conv(call);
      return {
        ...result,
        backward(gradient) {
          const { inputs, weights } = result.backward(gradient);
          return { inputs, weights: { ...weights, bias: times(weights["bias"] as Tensor, 0) } };
        },
      };
    }),
    { what: "gradient", layer: "conv1", tensor: "conv1.bias" },
  ],
  "a pooling that sends gradients to the smallest value": [
    inLayer("max-pool2d", "pool", (call) => {
      const [x, ...others] = call.inputs;
      return { ...pool(call), backward: pool({ ...call, inputs: [times(x, -1), ...others] }).backward };
    }),
    { what: "gradient", layer: "pool", tensor: "conv1.bias" },
  ],
  "statistics that stay as they were": [
    inLayer("batch-norm", "norm", (call) => ({ ...norm(call), replaced: {} })),
    { what: "statistics", layer: "norm", tensor: "norm.movingVariance" },
  ],
  "a dropout mask that is not scaled": [
    inLayer("dropout", "dropout", (call) => {
      const { training } = call;
      return dropout({ ...call, training: training && { mask: () => times(training.mask(), 0.75) } });
    }),
    { what: "training-output", layer: "dropout" },
  ],
  "a loss that is averaged twice": [
    {
      loss: (kind, logits, labels) => {
        const { loss, gradient } = formulas.loss(kind, logits, labels);
        // Right where the parts of the network are taught, as a library's own loss for each kind may be.
        return kind === "cross-entropy" ? { loss: loss / 5, gradient: times(gradient, 1 / 5) } : { loss, gradient };
      },
    },
    { what: "loss", layer: null, tensor: "loss" },
  ],
  "a learning rate that is off by 1%": [
    {
      update: (optimizer, ...rest) =>
        formulas.update(
          optimizer.kind === "adam" ? { ...optimizer, learningRate: optimizer.learningRate * 1.01 } : optimizer,
          ...rest,
        ),
    },
    { what: "update", layer: null },
  ],
};

describe("a wrong backend", () => {
  it("shows in the first loss already, where nothing has added up yet", async () => {
    const fault: Faults = {
      loss: (kind, logits, labels) => {
        const right = formulas.loss(kind, logits, labels);
        return { ...right, loss: right.loss * 1.0001 };
      },
    };
    const found = await compare(honest, contender("high", fault), taskOf(network, { steps: 1 }), false);
    expect(found).toMatchObject({
      verdict: "differs",
      cause: { finding: { what: "loss", tensor: "loss", off: ["high"] } },
    });
    expect(found.firstLoss).toBeCloseTo(1e-4, 5);
  });

  it.each(Object.entries(faults))("%s is found where it is", async (_, [fault, expected]) => {
    const found = await compare(honest, contender("faulty", fault), taskOf(network));
    expect(found.cause?.finding).toMatchObject({ step: 1, off: ["faulty"], ...expected });
    expect(isFault(found)).toBe(true);
    const { values, oracle, relative, ulp } = findingOf(found);
    const scale = Math.abs(values[0] - values[1]) / relative;
    expect(Math.abs(values[0] - oracle)).toBeLessThan(1e-4 * scale);
    expect(ulp ?? Infinity).toBeGreaterThan(100);
  });

  it("is named also where it is the first of the two", async () => {
    const [fault, expected] = faults["a convolution without its bias"] as (typeof faults)[string];
    const found = await compare(contender("faulty", fault), honest, taskOf(network), false);
    expect(found.cause?.finding).toMatchObject({ off: ["faulty"], ...expected });
  });

  it("is found at the step where it goes wrong", async () => {
    const fault: Faults = {
      update: (optimizer, step, ...rest) => formulas.update(optimizer, step === 5 ? 1 : step, ...rest),
    };
    const found = await compare(honest, contender("forgetful", fault), taskOf(network));
    expect(found.cause?.finding).toMatchObject({ step: 5, what: "update", off: ["forgetful"] });
  });

  it("whose loss is no number differs", async () => {
    const fault: Faults = {
      loss: (kind, logits, labels) => {
        const right = formulas.loss(kind, logits, labels);
        return kind === "cross-entropy" ? { ...right, loss: Number.NaN } : right;
      },
    };
    const found = await compare(honest, contender("lost", fault), taskOf(network), false);
    expect(found).toMatchObject({ verdict: "differs", cause: { finding: { what: "loss", off: ["lost"], ulp: null } } });
  });
});

/**
 * The first window of one image holds the pixels (100, 120), (120, 100), (0, 0), (0, 0), and the channels' weights are
 * one unit in the last place apart: in float64 the second pixel wins by 9e-9, in float32 the two are equal and the
 * first one does.
 */
const ties: Dataset = { ...noise, train: { ...noise.train, pixels: withTie(noise.train.pixels) } };
const almostEqual = withWeights(poolingNetwork, { "conv.kernel": [1 + 2 ** -23, 1], "conv.bias": [0] });
const tie = { dataset: ties, weights: almostEqual, steps: 1 };

function withTie(pixels: Uint8Array): Uint8Array {
  const tied = pixels.slice();
  tied.set([100, 120, 120, 100]);
  tied.set([0, 0, 0, 0], 12);
  return tied;
}

describe("near-ties that rounding decides", () => {
  it("are no fault, and are named", async () => {
    const task = taskOf(poolingNetwork, tie);
    const found = await compare(contender("float32", {}, ties), contenderOf(referenceBackend, ties), task);
    expect(found.cause).toMatchObject({ finding: null, steps: 1, rounding: [{ step: 1, tensor: "conv.kernel" }] });
    const [float32, float64] = found.cause?.rounding[0]?.kinks ?? [];
    expect(float64).toEqual({ backend: "reference", kinks: [] });
    expect(float32).toMatchObject({ backend: "float32", kinks: [{ layer: "pool", ulp: 0 }] });
    expect(float32?.kinks[0]?.position.slice(1)).toEqual([0, 0, 0]);
    expect(isFault(found)).toBe(false);
  });

  it("are not seen where both backends round alike", async () => {
    const task = taskOf(poolingNetwork, tie);
    const found = await compare(contender("float32", {}, ties), contender("alike", {}, ties), task);
    expect(found.cause).toEqual({ finding: null, rounding: [], steps: 1 });
  });

  it("do not hide a fault in the same step", async () => {
    const task = taskOf(poolingNetwork, tie);
    const [fault] = faults["a pooling that sends gradients to the smallest value"] as (typeof faults)[string];
    const found = await compare(contender("faulty", fault, ties), contenderOf(referenceBackend, ties), task);
    expect(found.cause?.finding).toMatchObject({ what: "gradient", layer: "pool", off: ["faulty"] });
  });
});
