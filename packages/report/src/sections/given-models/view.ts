import { givenModelsOf, type GivenModel, type RunData } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { interfaceParts, type GivenModelInfo } from "@evenkeel/core";
import { integer, percent, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { dataTable, type DataTable } from "../../table.ts";
import { evaluatedOn } from "../../words/folds.ts";
import { assumedSentence, classList, leftOutSentences, partTexts, partTitles, statedTexts } from "../../words/given.ts";
import type { Section } from "../section.ts";

/** A model that comes from elsewhere. */
interface GivenView {
  readonly workload: string;
  readonly sentences: readonly string[];
  /** Null where nothing was held against the reference runtime. */
  readonly agreement: DataTable | null;
  readonly facts: DataTable;
}

/** Models that come from elsewhere: who they are, how they are called, what stands in place of the gate. */
export const givenModels: Section = {
  name: "given-models",
  contents: "Models from files",
  view({ data }) {
    const models = givenViews(data);
    return models.length === 0 ? null : { models };
  },
};

/** One a workload whose model comes from elsewhere. */
export function givenViews(data: RunData): GivenView[] {
  return givenModelsOf(data).map((given) => ({
    workload: given.workload,
    sentences: sentencesOf(data.run, given),
    agreement: agreementTable(given),
    facts: factTable(given),
  }));
}

function sentencesOf(run: Run, { workload, info, reference }: GivenModel): string[] {
  const assumed = assumedSentence(info);
  return [
    `${info.file.name} comes with its weights: nothing of it is trained here, and the gradient gate, which needs layers that are known, says nothing of it.`,
    reference === null
      ? "No reference runtime was among the backends: all that stands in the gate's place is how far the backends agree with each other, under “Same results?”."
      : `In the gate's place every backend is held against ${reference}, the reference runtime, on the same ${evaluatedOn(run).images}; it prepares the images by code of its own.`,
    ...leftOutSentences(run, workload),
    ...(assumed === null ? [] : [assumed]),
    ...imageSentences(run, workload),
  ];
}

/** What was done to the images, and to classes that only one of model and dataset knows. */
function imageSentences(run: Run, workload: string): string[] {
  const info = run.workloads.find(({ id }) => id === workload);
  if (info === undefined) return [];
  const { dataset, otherClasses = [] } = info;
  const isFolder = dataset.name.startsWith("folder:");
  return [
    ...(dataset.adaptation === null ? [] : [`Images of ${dataset.name}: ${dataset.adaptation}.`]),
    ...(isFolder
      ? [`Images of the folder are scaled to cover ${dataset.height}×${dataset.width} and cut in the centre.`]
      : []),
    ...(otherClasses.length === 0
      ? []
      : [
          `It knows ${integer(otherClasses.length)} more ${otherClasses.length === 1 ? "class" : "classes"}, of which the dataset has no images (${classList(otherClasses)}): to predict one of them is an error.`,
        ]),
  ];
}

function agreementTable({ workload, reference, agreements }: GivenModel): DataTable | null {
  if (reference === null || agreements.length === 0) return null;
  return dataTable(
    `given-agreement-${slug(workload)}`,
    `${workload}: every backend against ${reference}; the upper bound is the 95% Clopper–Pearson interval's`,
    [
      "backend",
      "#images",
      "#same class",
      "#disagreement, at most",
      "#largest difference of outputs",
      "#largest output",
    ],
    agreements.map(({ backend, images, sameClass, mostDisagreement, outputs }) => [
      backend,
      integer(images),
      `${integer(sameClass)} (${percent(sameClass / images)})`,
      percent(mostDisagreement),
      outputs === null ? "labels alone" : significant(outputs.largestDifference, 2),
      outputs === null ? "labels alone" : significant(outputs.largest, 3),
    ]),
  );
}

function factTable({ workload, info }: GivenModel): DataTable {
  const { file, stated } = info;
  const texts = partTexts(info);
  const rows: [string, string, string][] = [
    ["file", `${file.name}, ${integer(file.bytes)} bytes`, ""],
    ["sha256", file.sha256, ""],
    ["made by", file.producer ?? "not said", statedTexts.file],
    ["author", file.author ?? "not said", statedTexts.file],
    ["licence", file.licence ?? "not said", statedTexts.file],
    ["operator sets", operatorSets(info), statedTexts.file],
    ...interfaceParts.map((part): [string, string, string] => [
      partTitles[part],
      texts[part],
      statedTexts[stated[part]],
    ]),
  ];
  return dataTable(
    `given-facts-${slug(workload)}`,
    `${workload}: the file, and how it is called`,
    ["what", "value", "known from"],
    rows,
  );
}

function operatorSets({ file }: GivenModelInfo): string {
  return Object.entries(file.operatorSets)
    .map(([domain, version]) => `${domain} ${version}`)
    .join(", ");
}
