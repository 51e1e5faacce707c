import { UsageError, type GivenModelInfo, type ModelSpec } from "@evenkeel/core";

/** A model that is not made here: what is known of it, and its file on this machine. */
export interface GivenModel {
  readonly info: GivenModelInfo;
  readonly file: string;
}

/** A model that an experiment's workloads name: a network of the zoo, or one from elsewhere. */
export type KnownModel = ModelSpec | GivenModel;

/** The name by which workloads know it. */
export function nameOfModel(model: KnownModel): string {
  return "info" in model ? model.info.network.name : model.name;
}

/** How many of a model's outputs a message names. */
const namedClasses = 8;

/** Which of a given model's outputs stand for a dataset's classes. */
export interface FittedClasses {
  /** By class of the dataset, then the outputs of other classes. */
  readonly outputOrder: number[];
  readonly otherClasses: string[];
}

/**
 * Fits a given model's outputs to a dataset's classes by their labels; without labels they are the dataset's
 * classes, in
 * its order. Throws `UsageError` where a class has no output.
 */
export function fitClasses(
  { network, labels }: GivenModelInfo,
  classNames: readonly string[],
  dataset: string,
): FittedClasses {
  const at = { where: `${network.name} on dataset ${dataset}` };
  if (labels === null) {
    if (network.classes === classNames.length) return inOwnOrder(network.classes);
    throw new UsageError("the model tells another number of classes apart than the dataset has", {
      ...at,
      expected: `${network.classes} classes, one for each output`,
      got: `${classNames.length}`,
      remedy: "say what its outputs stand for (--labels, or the workload's source.labels), or choose another dataset",
    });
  }
  const lacking = classNames.filter((name) => !labels.includes(name));
  if (lacking.length > 0) {
    throw new UsageError("the model has no output for some classes of the dataset", {
      ...at,
      expected: `among its labels: ${few(labels)}`,
      got: few(lacking),
      remedy: "spell the labels as the dataset spells its classes, or choose another dataset",
    });
  }
  const own = classNames.map((name) => labels.indexOf(name));
  const others = [...labels.keys()].filter((output) => !own.includes(output));
  return { outputOrder: [...own, ...others], otherClasses: others.map((output) => labels[output] as string) };
}

function inOwnOrder(classes: number): FittedClasses {
  return { outputOrder: Array.from({ length: classes }, (_, output) => output), otherClasses: [] };
}

function few(names: readonly string[]): string {
  const more = names.length - namedClasses;
  return `${names.slice(0, namedClasses).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}
