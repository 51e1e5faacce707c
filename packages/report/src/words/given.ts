import { leftOutOf, modelOf, workloadIds, type Run } from "@evenkeel/analysis";
import {
  interfaceParts,
  sourceTitles,
  type GivenModelInfo,
  type InterfacePart,
  type WorkloadSource,
} from "@evenkeel/core";
import { integer, plural, sentenceList } from "../format.ts";

/** How many names of classes a sentence holds. */
const namedClasses = 12;

/** What each part of an interface is, in words. */
export function partTexts({
  network,
  interface: own,
  labels,
}: GivenModelInfo): Readonly<Record<InterfacePart, string>> {
  const { input, output } = own;
  const { height, width, channels } = network.input;
  return {
    input: input.name,
    layout: input.layout === "nchw" ? "channels first (NCHW)" : "channels last (NHWC)",
    size: `${height}×${width}×${channels}${input.batch === null ? "" : `, ${plural(input.batch, "image")} a call`}`,
    channelOrder: channels === 1 ? "one channel" : input.channelOrder.toUpperCase(),
    scale: `black 0, white ${input.scale}`,
    mean: perChannel(input.mean),
    deviation: perChannel(input.deviation),
    output: output.name,
    meaning: output.meaning,
    labels: labels === null ? "the dataset's classes, in its order" : classList(labels),
  };
}

/** What each part is called. */
export const partTitles: Readonly<Record<InterfacePart, string>> = {
  input: "input",
  layout: "layout",
  size: "images",
  channelOrder: "order of channels",
  scale: "values",
  mean: "less a mean of",
  deviation: "divided by",
  output: "output",
  meaning: "what it gives",
  labels: "what its outputs stand for",
};

/** How a part is known, in words. */
export const statedTexts = { declared: "declared", file: "read in the file", assumed: "assumed" } as const;

/** `0.5`, or one number a channel. */
function perChannel(values: readonly number[]): string {
  return values.every((value) => value === values[0]) ? String(values[0]) : values.join(", ");
}

/** The first names, and how many more there are. */
export function classList(names: readonly string[]): string {
  const more = names.length - namedClasses;
  return more > 0 ? `${names.slice(0, namedClasses).join(", ")} and ${integer(more)} more` : names.join(", ");
}

/** What was asked for and left out of the plan of a given model, a sentence each. */
export function leftOutSentences(run: Run, workload: string): string[] {
  const { notDone, withoutBackends } = leftOutOf(run, workload);
  const kind = kindOf(run, workload);
  return [
    ...(notDone.length === 0
      ? []
      : [`Not planned: ${sentenceList([...notDone])}, as a model that comes trained is not trained here.`]),
    ...(withoutBackends.length === 0 || kind === undefined
      ? []
      : [`Not planned on ${sentenceList([...withoutBackends])}, which take no ${sourceTitles[kind]}.`]),
  ];
}

function kindOf({ experiment }: Run, workload: string): WorkloadSource["kind"] | undefined {
  return experiment.workloads.find(({ id }) => id === workload)?.source?.kind;
}

/** What neither the user nor the file says, and what it was taken for; null where all is said. */
export function assumedSentence(info: GivenModelInfo): string | null {
  const texts = partTexts(info);
  const assumed = interfaceParts.filter((part) => info.stated[part] === "assumed");
  if (assumed.length === 0) return null;
  const parts = assumed.map((part) => `${partTitles[part]} ${texts[part]}`);
  return `Said nowhere, and assumed: ${parts.join("; ")}.`;
}

/** What the terminal says of a run's given models, a line each. */
export function givenLines(run: Run): string[] {
  return workloadIds(run).flatMap((workload) => {
    const info = modelOf(run, workload);
    if (info === undefined || "spec" in info) return [];
    const assumed = assumedSentence(info);
    const sentences = [...leftOutSentences(run, workload), ...(assumed === null ? [] : [assumed])];
    return sentences.map((sentence) => `${workload}: ${sentence}`);
  });
}
