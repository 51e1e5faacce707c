import type { Optimizer } from "@evenkeel/core";
import { compareTraining } from "../checks/training.ts";
import { smoothAdam, stepsLesson } from "../lessons.ts";
import { leastSpec, smallSpecNamed } from "../specs/index.ts";
import type { Subject } from "./subject.ts";

const optimizers: Readonly<Record<string, Optimizer>> = {
  "plain SGD": { kind: "sgd", learningRate: 0.1, momentum: 0 },
  momentum: { kind: "sgd", learningRate: 0.1, momentum: 0.9 },
  Adam: smoothAdam,
  "Adam with short memory": { ...smoothAdam, beta1: 0.5, beta2: 0.75 },
};

/** Three steps with each optimizer, in one call and over several: its state must live on between calls. */
export function testOptimizers({ backend, check, expectAgreement }: Subject): void {
  const spec = smallSpecNamed(leastSpec);
  for (const [name, optimizer] of Object.entries(optimizers)) {
    for (const calls of ["one call", "a call each"] as const) {
      check(`${name}: three steps, ${calls}`, async () => {
        expectAgreement(await compareTraining(backend, stepsLesson(spec, optimizer, [3, 3, 3], calls)));
      });
    }
  }
}
