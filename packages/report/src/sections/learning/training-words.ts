import { specModels, type Augmentation, type TrainingRecipe, type Workload } from "@evenkeel/core";
import type { Run } from "@evenkeel/analysis";
import { sentenceList } from "../../format.ts";
import { scheduleText } from "../../words/schedule.ts";

/** How the run trains and what its accuracies are of, a paragraph each. */
export function trainingWords({ experiment, models }: Run): string[] {
  const { workloads, crossValidationFolds: folds } = experiment;
  const same = "Every backend starts from the same weights and sees the same batches in the same order.";
  return [
    [same, ...scheduleSentences(workloads, models), ...augmentationSentences(workloads)].join(" "),
    ...(folds === undefined
      ? []
      : [
          `Accuracies are of a stratified ${folds}-fold cross-validation over the training images: a round trains on all folds but one ` +
            "and is evaluated on that one; the test images stay untouched. A value is the mean over folds, ± their standard deviation. " +
            "Folds share training images, so that the deviation is no interval for a difference between backends.",
        ]),
  ];
}

/** Workloads whose learning rate changes alike in one sentence; nothing of those whose rate does not. */
function scheduleSentences(workloads: readonly Workload[], models: Run["models"]): string[] {
  const scheduleOf = ({ model, schedule }: Workload) => scheduleText(schedule ?? recipeOf(models, model)?.schedule);
  return [...Map.groupBy(workloads, scheduleOf)].flatMap(([what, alike]) => {
    if (what === null) return [];
    const whose = alike.length === workloads.length ? "" : ` of ${sentenceList(alike.map(({ id }) => id))}`;
    return [`The learning rate${whose} changes, at each step the same number for every backend: ${what}.`];
  });
}

/** Models that are augmented alike in one sentence; nothing of those that are not. */
function augmentationSentences(workloads: readonly Workload[]): string[] {
  return [...Map.groupBy(workloads, augmentationOf)].flatMap(([what, alike]) => {
    if (what === null) return [];
    const whose = alike.length === workloads.length ? "" : ` of ${sentenceList(alike.map(({ id }) => id))}`;
    return [
      `The training images${whose} are augmented, drawn anew for each step and the same for every backend: ${what}.`,
    ];
  });
}

/** What may happen to a training image of the workload; null where nothing does. */
export function augmentationOf({ augmentation = {} }: Pick<Workload, "augmentation">): string | null {
  const parts = describe(augmentation);
  return parts.length === 0 ? null : sentenceList(parts);
}

function describe({ flip = false, shiftPixels = 0, rotationDegrees = 0, scaling = 0 }: Augmentation): string[] {
  return [
    ...(flip ? ["mirrored left to right half of the time"] : []),
    ...(shiftPixels > 0 ? [`moved by up to ${shiftPixels} px along each axis`] : []),
    ...(rotationDegrees > 0 ? [`turned by up to ${rotationDegrees}° either way`] : []),
    ...(scaling > 0 ? [`scaled by ${factor(1 - scaling)} to ${factor(1 + scaling)}`] : []),
  ];
}

/** Without the noise of 1 − 0.1. */
function factor(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** How a network of the run is trained; undefined of a given model. */
function recipeOf(models: Run["models"], name: string): TrainingRecipe | undefined {
  return specModels(models).find(({ spec }) => spec.name === name)?.spec.recipe;
}
