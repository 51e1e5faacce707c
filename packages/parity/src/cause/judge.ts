import type { Batch, HostTensor, ModelSpec, TrainingRecipe, Weights } from "@evenkeel/core";
import { sameStep, scaleOf } from "../difference.ts";
import { stepAcross, stepWithKinks, type FoundKink, type Kink } from "./kinks.ts";
import { oracleStep } from "./oracle.ts";
import type { Step } from "../step.ts";

/** A step to be taken: `recipe` is one of `gradientRecipe`. */
export interface StepPlace {
  readonly spec: ModelSpec;
  readonly weights: Weights;
  readonly batch: Batch;
  readonly recipe: TrainingRecipe;
  /** How far a loss may be from the oracle's, where that is not what the gate asks. */
  readonly lossTolerance?: number;
}

/** What the oracle says about a backend's step. */
export interface Judgement {
  /** Whether the step is the oracle's to float32 rounding, on one side or the other of the kinks. */
  readonly right: boolean;
  /** The kinks where the backend took the other side than the oracle. */
  readonly kinks: readonly Kink[];
}

/** The oracle at one step: judges what backends gave there. */
export class StepJudge {
  readonly #place: StepPlace;
  readonly step: Step;
  /** The nearest first. */
  readonly #kinks: readonly FoundKink[];
  readonly #crossings = new Map<FoundKink, Promise<Step>>();

  private constructor(place: StepPlace, step: Step, kinks: readonly FoundKink[]) {
    this.#place = place;
    this.step = step;
    this.#kinks = kinks;
  }

  static async at(place: StepPlace): Promise<StepJudge> {
    const { step, kinks } = await stepWithKinks(place.spec, place.weights, place.batch, place.recipe);
    const gap = ({ value, against }: Kink) => Math.abs(value - against);
    return new StepJudge(
      place,
      step,
      kinks.toSorted((a, b) => gap(a) - gap(b)),
    );
  }

  /**
   * Crosses kinks, and crosses back, as long as that brings the oracle nearer to what was got: one, or where none does,
   * two of one channel at once. Two images with the same background come to the same kink, and what both change may
   * nearly cancel.
   */
  async judge(got: Step): Promise<Judgement> {
    const { spec, lossTolerance } = this.#place;
    const crossed = new Set<FoundKink>();
    let nearest = this.step;
    const isRight = (): boolean => sameStep(spec, got, nearest, lossTolerance);
    const tryAcross = async (kinks: readonly FoundKink[]): Promise<boolean> => {
      const changes = await Promise.all(
        kinks.map(async (kink) => signed(await this.#crossing(kink), crossed.has(kink))),
      );
      if (!leadTowards(got, nearest, changes, this.step)) return false;
      nearest = changes.reduce((step, change) => combine(step, change, (left, moved) => left + moved), nearest);
      for (const kink of kinks) if (!crossed.delete(kink)) crossed.add(kink);
      return true;
    };
    const tries = [...this.#kinks.map((kink) => [kink]), ...pairsOfAChannel(this.#kinks)];
    let right = isRight();
    for (let at = 0; at < tries.length && !right;) {
      const nearer = await tryAcross(tries[at] ?? []);
      at = nearer ? 0 : at + 1;
      right = nearer && isRight();
    }
    const kinks = [...crossed].map(({ layer, position, value, against, ulp }) => ({
      layer,
      position,
      value,
      against,
      ulp,
    }));
    return { right, kinks: right ? kinks : [] };
  }

  /** By how much the step changes on the other side of a kink. */
  #crossing(kink: FoundKink): Promise<Step> {
    const known = this.#crossings.get(kink) ?? this.#cross(kink);
    this.#crossings.set(kink, known);
    return known;
  }

  async #cross(kink: FoundKink): Promise<Step> {
    const { spec, weights, batch, recipe } = this.#place;
    const [count = 1] = batch.images.shape;
    // A kink changes one image's share of the gradient, unless the images meet in a batch normalisation.
    const alone = !spec.layers.some(({ kind }) => kind === "batch-norm");
    const part = alone ? oneImage(batch, kink.image) : batch;
    const at = alone ? kink.atInImage : kink.at;
    const before = await oracleStep(spec, weights, part, recipe);
    const after = await stepAcross(spec, weights, part, recipe, { ...kink, at });
    const share = alone ? count : 1;
    return combine(after, before, (there, here) => (there - here) / share);
  }
}

/** Whether adding changes to a step makes it nearer to another. */
function leadTowards(got: Step, from: Step, changes: readonly Step[], scales: Step): boolean {
  let [along, square] = [0, 0];
  for (const [slot, start] of from.gradients) {
    const scale = scaleOf(scales, slot) || 1;
    const wanted = got.gradients.get(slot);
    const parts = changes.flatMap(({ gradients }) => gradients.get(slot) ?? []);
    if (wanted === undefined) continue;
    for (const [i, value] of start.entries()) {
      const step = parts.reduce((sum, part) => sum + (part[i] as number), 0) / scale;
      along += (((wanted[i] as number) - value) / scale) * step;
      square += step * step;
    }
  }
  return 2 * along > square;
}

/** A change, or where that was made already, its undoing. */
function signed(change: Step, undo: boolean): Step {
  return undo ? combine(change, change, (value) => -value) : change;
}

function pairsOfAChannel(kinks: readonly FoundKink[]): [FoundKink, FoundKink][] {
  const alike = (a: FoundKink, b: FoundKink) => a.layer === b.layer && a.position.at(-1) === b.position.at(-1);
  return kinks.flatMap((first, at) =>
    kinks.slice(at + 1).flatMap((second): [FoundKink, FoundKink][] => (alike(first, second) ? [[first, second]] : [])),
  );
}

function combine(a: Step, b: Step, compute: (left: number, right: number) => number): Step {
  const gradients = [...a.gradients].map(([slot, values]) => {
    const other = b.gradients.get(slot);
    return [slot, values.map((value, i) => compute(value, other?.[i] ?? Number.NaN))] as const;
  });
  return { loss: compute(a.loss, b.loss), gradients: new Map(gradients) };
}

/** The batch of one of its images. */
function oneImage({ images, labels, dropoutMasks }: Batch, index: number): Batch {
  const cut = ({ shape, data }: HostTensor): HostTensor => {
    const size = data.length / (shape[0] ?? 1);
    return { shape: [1, ...shape.slice(1)], data: data.slice(index * size, (index + 1) * size) };
  };
  return {
    images: cut(images),
    labels: labels.slice(index, index + 1),
    dropoutMasks: new Map([...dropoutMasks].map(([name, mask]) => [name, cut(mask)])),
  };
}
