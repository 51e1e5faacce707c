import {
  UsageError,
  type InterfacePart,
  type OnnxDeclaration,
  type OnnxInterface,
  type Outputs,
  type StatedBy,
} from "@evenkeel/core";
import { chosenValue } from "./chosen-value.ts";
import type { OnnxFacts, ValueFacts } from "./facts.ts";
import { labelsIn } from "./metadata.ts";

type Declared = NonNullable<OnnxDeclaration["output"]>;

/** What comes out for an image. */
export interface ClassOutput {
  readonly output: OnnxInterface["output"];
  readonly classes: number;
  /** In the order of the outputs; null where nobody says. */
  readonly labels: string[] | null;
  readonly stated: Partial<Record<InterfacePart, StatedBy>>;
}

/** `TensorProto.DataType`s that hold classes by their index: of 8 to 64 bits. */
const integerTypes = new Set([2, 3, 4, 5, 6, 7, 12, 13]);
/** float32 and float64. */
const floatTypes = new Set([1, 11]);

/**
 * What an image classifier gives: as declared, else as the file says. Throws `UsageError` where neither says what
 * has to
 * be known, or the two contradict each other.
 */
export function classOutput(
  facts: OnnxFacts,
  { declared, labels: named }: { readonly declared: Declared; readonly labels: readonly string[] | undefined },
  where: string,
): ClassOutput {
  const { value: output, by } = chosenValue(facts.outputs, declared.name, { what: "output", where });
  const at = `${where}, output "${output.name}"`;
  const meaning = meaningOf(facts, output, declared.meaning, at);
  const inFile = labelsIn(facts.metadata);
  const inOutput = meaning.value === "labels" ? null : classesIn(output, at);
  const labels = named === undefined ? fittingLabels(inFile, inOutput) : [...named];
  const classes = inOutput ?? labels?.length ?? refuseOpen(at);
  if (labels !== null && labels.length !== classes) {
    throw new UsageError("other labels than outputs", {
      where: at,
      expected: `${classes} labels, one for each output`,
      got: `${labels.length}`,
      remedy: "name each output once, in their order",
    });
  }
  if (classes < 2) throw new UsageError("tells no classes apart", { where: at, expected: "2 classes or more" });
  return {
    output: { name: output.name, meaning: meaning.value },
    classes,
    labels,
    stated: {
      output: by,
      meaning: meaning.by,
      labels: named !== undefined ? "declared" : labels === null ? "assumed" : "file",
    },
  };
}

function meaningOf(
  facts: OnnxFacts,
  output: ValueFacts,
  declared: Outputs | undefined,
  where: string,
): { readonly value: Outputs; readonly by: StatedBy } {
  const { elementType } = output;
  const isIndex = elementType !== null && integerTypes.has(elementType);
  if (!isIndex && (elementType === null || !floatTypes.has(elementType))) {
    throw new UsageError("gives no numbers that are known here", {
      where,
      expected: "float32, float64 or whole numbers",
      got: elementType === null ? "no tensor" : `element type ${elementType} of ONNX`,
      remedy: "export it with a float32 output",
    });
  }
  if (declared !== undefined && (declared === "labels") !== isIndex) {
    throw new UsageError("the declared meaning is not what the output can hold", {
      where,
      expected: isIndex ? "labels, as the output holds whole numbers" : "logits or probabilities",
      got: declared,
    });
  }
  if (declared !== undefined) return { value: declared, by: "declared" };
  if (isIndex) return { value: "labels", by: "file" };
  const operator = facts.operatorOf(output.name);
  return operator === "Softmax" ? { value: "probabilities", by: "file" } : { value: "logits", by: "assumed" };
}

/** Null where the file leaves them open. */
function classesIn({ axes }: ValueFacts, where: string): number | null {
  if (axes === null) return null;
  const [, ...sample] = axes;
  // [N, classes], or with axes of one pixel behind.
  const [classes, ...pixels] = sample;
  if (classes !== undefined && pixels.every((size) => size === 1 || size === null)) return classes;
  throw new UsageError("gives no number for each class", {
    where,
    expected: "[N, classes]",
    got: `[${axes.map((size) => size ?? "?").join(", ")}]`,
    remedy: "it is no image classifier, or another of its outputs is meant (--onnx-output name=<output>)",
  });
}

/** A file's own list that cannot be of this output is another one. */
function fittingLabels(inFile: string[] | null, classes: number | null): string[] | null {
  return inFile !== null && (classes === null || inFile.length === classes) ? inFile : null;
}

function refuseOpen(where: string): never {
  throw new UsageError("how many classes it tells apart is not said", {
    where,
    remedy: "name them with --labels (the workload's source.labels)",
  });
}
