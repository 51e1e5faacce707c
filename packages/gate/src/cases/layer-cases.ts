import type { LayerKind, ModelSpec } from "@evenkeel/core";
import { gradientLesson, stepsLesson } from "../lesson/lessons.ts";
import { smoothAdam } from "../lesson/recipes.ts";
import type { Lesson } from "../lesson/teach.ts";
import { sampleImages, type Values } from "../samples.ts";
import { layerSpecs } from "../specs/index.ts";
import type { GateCase } from "./gate-case.ts";
import { gradientPart, predictingPart, updatePart } from "./parts.ts";

const optimizers = {
  sgd: { kind: "sgd", learningRate: 0.1, momentum: 0 },
  momentum: { kind: "sgd", learningRate: 0.1, momentum: 0.9 },
  adam: smoothAdam,
} as const;

/** All that is checked of one layer kind. */
export function layerCases(kind: LayerKind): GateCase[] {
  const specs = layerSpecs[kind];
  const modes: readonly Values[] = kind.includes("pool2d")
    ? ["real", "quantised", "non-positive"]
    : ["real", "quantised"];
  const [first] = specs;
  if (first === undefined) throw new RangeError(`no small spec holds a ${kind}`);
  return [
    ...specs.flatMap((spec) => modes.map((values) => gradientCase(kind, spec, values, 3))),
    ...[1, 7].map((count) => gradientCase(kind, first, "real", count)),
    ...Object.entries(optimizers).map(([name, optimizer]): GateCase => ({
      id: `${kind}/${variantOf(kind, first)}-${name}`,
      scope: "layer",
      subject: kind,
      spec: first,
      parts: [updatePart(first, () => stepsLesson(first, optimizer, [[3, 5], [1]]))],
    })),
  ];
}

const suffixes: Readonly<Record<Values, string>> = { real: "", quantised: "-ties", "non-positive": "-non-positive" };

function gradientCase(kind: LayerKind, spec: ModelSpec, values: Values, count: number): GateCase {
  const lesson = () => gradientLesson(spec, values, count);
  const batch = count === 3 ? "" : `-batch-${count}`;
  return {
    id: `${kind}/${variantOf(kind, spec)}${suffixes[values]}${batch}`,
    scope: "layer",
    subject: kind,
    spec,
    parts: [predictingPart(() => questionsOf(lesson(), values)), gradientPart(spec, lesson)],
  };
}

/** The batch that is trained on, then others of other sizes: a model object must not keep the size of its first batch. */
function questionsOf({ source, calls }: Lesson, values: Values) {
  const others = [1, 5].map((count) => sampleImages(source.spec, count, values));
  return { source, batches: [...calls.flat().map(({ images }) => images), ...others] };
}

/** The spec's name without the kind that it begins with. */
function variantOf(kind: LayerKind, { name }: ModelSpec): string {
  return name === kind ? "plain" : name.slice(kind.length + 1);
}
