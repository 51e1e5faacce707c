import type { LearningRateSchedule, Optimizer } from "@evenkeel/core";
import { stepsLesson, underSchedule } from "../lesson/lessons.ts";
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
  /** Of the learning rate, over all steps as two epochs. */
  readonly schedule?: LearningRateSchedule;
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

const plainSgd: Optimizer = { kind: "sgd", learningRate: 0.5, momentum: 0 };

/** Eight steps in four calls: the rate changes within calls, between them, and after a look. */
const eightSteps: Training["calls"] = [[3, 3, 3], [3], [3, 3], [3, 3]];

/** Every kind of schedule, each optimizer with one. What they do to the rate is large beside rounding. */
const scheduled: readonly Training[] = [
  {
    name: "adam-cosine-rate",
    spec: "dense-behind-dense",
    optimizer: slowAdam,
    calls: eightSteps,
    schedule: { kind: "cosine", finalFactor: 0.1, warmUpEpochs: 0.5 },
  },
  {
    name: "momentum-step-rate",
    spec: "dense-behind-dense",
    optimizer: { ...plainSgd, learningRate: 0.1, momentum: 0.9 },
    calls: eightSteps,
    schedule: { kind: "step", everyEpochs: 1, factor: 0.25 },
  },
  {
    name: "sgd-exponential-rate",
    spec: "dense-behind-dense",
    optimizer: plainSgd,
    calls: eightSteps,
    schedule: { kind: "exponential", factorPerEpoch: 0.5 },
  },
  {
    name: "sgd-warm-up",
    spec: "dense-behind-dense",
    optimizer: plainSgd,
    calls: eightSteps,
    schedule: { kind: "constant", warmUpEpochs: 1 },
  },
];

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
  ...scheduled,
];

/** Trainings as a run makes them, on networks of the layers that no backend can do without. */
export function trainingCases(): GateCase[] {
  return trainings.map(({ name, spec: specName, optimizer, calls, values = "real", schedule }) => {
    const spec = smallSpecNamed(specName);
    const lesson = () => {
      const steps = stepsLesson(spec, optimizer, calls, values);
      return schedule === undefined ? steps : underSchedule(steps, { schedule, epochs: 2 });
    };
    const part = { work: "update", quantities: ["loss", "update", "logits"], lesson, onKinks: false } as const;
    return { id: `dense/${name}`, scope: "layer", subject: "dense", spec, parts: [part] };
  });
}
