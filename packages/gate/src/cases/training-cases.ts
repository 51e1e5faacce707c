import type { Optimizer } from "@evenkeel/core";
import { stepsLesson } from "../lesson/lessons.ts";
import { smoothAdam } from "../lesson/recipes.ts";
import type { Values } from "../samples.ts";
import { smallSpecNamed } from "../specs/index.ts";
import type { GateCase } from "./gate-case.ts";

interface Training {
  readonly name: string;
  readonly spec: string;
  readonly optimizer: Optimizer;
  /** Images of each step, by calls. */
  readonly calls: readonly (readonly number[])[];
  readonly values?: Values;
}

/** Slow enough that rounding does not grow over many steps. */
const slowAdam: Optimizer = { ...smoothAdam, learningRate: 0.05 };

/**
 * Adam with an ε of real recipes. On tiny images the gradients of the kernel lie near it; each is far above rounding,
 * as none is what is left of a large sum.
 */
const sharpAdam = (epsilon: number): Training => ({
  name: `adam-epsilon-${epsilon.toExponential()}`,
  spec: "dense",
  optimizer: { ...smoothAdam, epsilon },
  calls: [[1, 1], [2, 2], [1]],
  values: "tiny",
});

const trainings: readonly Training[] = [
  sharpAdam(1e-7),
  sharpAdam(1e-8),
  { name: "many-steps-a-call", spec: "dense-behind-dense", optimizer: slowAdam, calls: [Array(40).fill(4), [4], [4]] },
  {
    name: "batches-of-32-and-100",
    spec: "dense-behind-dense",
    optimizer: slowAdam,
    calls: [[32, 32, 100], [100], [32, 32]],
  },
  // Four batches of 4.7 MiB: what bounds a call by bytes has to go on after the bound.
  { name: "call-of-19-mebibytes", spec: "dense-large-image", optimizer: slowAdam, calls: [[100, 100, 100, 100]] },
];

/** Trainings as a run makes them, on networks of the layers that no backend can do without. */
export function trainingCases(): GateCase[] {
  return trainings.map(({ name, spec: specName, optimizer, calls, values = "real" }) => {
    const spec = smallSpecNamed(specName);
    const lesson = () => stepsLesson(spec, optimizer, calls, values);
    const part = { work: "update", quantities: ["loss", "update", "logits"], lesson, onKinks: false } as const;
    return { id: `dense/${name}`, scope: "layer", subject: "dense", spec, parts: [part] };
  });
}
