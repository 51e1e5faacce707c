import { formulas } from "@evenkeel/backend-reference";
import { expect, it } from "vitest";
import { repeat } from "../src/index.ts";
import { network } from "./fixtures/network.ts";
import { contender, taskOf } from "./fixtures/subjects.ts";

it("the same bits twice", async () => {
  const phases: string[] = [];
  const found = await repeat(contender("steady").subject, taskOf(network, { onPhase: (phase) => phases.push(phase) }));
  expect(found).toMatchObject({ steps: 6, first: null, takesThreads: false, runtime: { threads: 1 } });
  expect(phases).toEqual(["first training", "second training"]);
});

it("another bit: the first step and tensor, with both values", async () => {
  let biases = 0;
  const { subject } = contender("unsteady", {
    update: (optimizer, step, weights, ...rest) => {
      formulas.update(optimizer, step, weights, ...rest);
      // One tensor a step has five values.
      if (weights.length === 5) biases += 1;
      if (weights.length === 5 && biases === 6 + 4) weights[2] = Math.fround((weights[2] ?? 0) * (1 + 2 ** -23));
    },
  });
  const { first } = await repeat(subject, taskOf(network));
  expect(first).toMatchObject({ step: 4, tensor: "conv2.bias", position: [2] });
  expect(first?.a).not.toBe(first?.b);
  expect(first?.ulp).toBeLessThanOrEqual(2);
});

it("another loss is seen before the weights that follow from it", async () => {
  let losses = 0;
  const { subject } = contender("wavering", {
    loss: (kind, logits, labels) => {
      losses += 1;
      const right = formulas.loss(kind, logits, labels);
      return losses === 6 + 3 ? { ...right, loss: right.loss + 1e-6 } : right;
    },
  });
  expect((await repeat(subject, taskOf(network))).first).toMatchObject({ step: 3, tensor: "loss" });
});
