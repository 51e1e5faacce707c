import type { ModelSpec, RuntimeInfo, Weights } from "@evenkeel/core";
import type { Subject, Trace } from "./exercise/exercise.ts";
import { weightSlots } from "@evenkeel/models";
import { differenceOf, type Difference } from "./difference.ts";
import type { ParityTask } from "./task.ts";

/** How two trainings with identical inputs compare. */
export interface Repetition {
  readonly runtime: RuntimeInfo;
  /** False where the backend always computes on one thread. */
  readonly takesThreads: boolean;
  /** Steps that both did. */
  readonly steps: number;
  /** Null where all losses and weights have the same bits. */
  readonly first: FirstDifference | null;
}

/**
 * The first step (from 1) whose loss, or after which a weight, has other bits: `a` of the first training, `b` of the
 * second.
 */
export interface FirstDifference extends Difference {
  readonly step: number;
}

/**
 * Trains the task twice, each time in a process of its own, and compares every loss and the weights after every step.
 */
export async function repeat(subject: Subject, task: Omit<ParityTask, "batchOf">): Promise<Repetition> {
  const { spec, weights, steps } = task;
  const training = { spec, weights, recipe: spec.recipe, firstStep: 0, steps, keep: steps, predictsTest: false };
  const traces: Trace[] = [];
  for (const turn of ["first", "second"]) {
    task.onPhase?.(`${turn} training`);
    traces.push(...(await subject.train([training])));
  }
  const [a, b] = traces;
  if (a === undefined || b === undefined) throw new RangeError(`${subject.id} left no training`);
  const { runtime, takesThreads } = a;
  return { runtime, takesThreads, steps: Math.min(a.kept, b.kept), first: await firstDifference(spec, a, b) };
}

async function firstDifference(spec: ModelSpec, a: Trace, b: Trace): Promise<FirstDifference | null> {
  for (let step = 1; step <= Math.min(a.kept, b.kept); step += 1) {
    const [left, right] = [a.losses[step - 1] ?? Number.NaN, b.losses[step - 1] ?? Number.NaN];
    if (!Object.is(left, right)) return { step, ...differenceOf("loss", [1], [left], [right]) };
    const found = otherBits(spec, await a.weightsAfter(step), await b.weightsAfter(step));
    if (found !== null) return { step, ...found };
  }
  return null;
}

/** The first tensor whose bits differ, by its element that is furthest apart. */
function otherBits(spec: ModelSpec, a: Weights, b: Weights): Difference | null {
  for (const { name, shape } of weightSlots(spec)) {
    const [left, right] = [a.get(name)?.data, b.get(name)?.data];
    if (left === undefined || right === undefined) throw new RangeError(`no weights ${name}`);
    if (Buffer.compare(bytes(left), bytes(right)) !== 0) return differenceOf(name, shape, left, right);
  }
  return null;
}

function bytes({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
