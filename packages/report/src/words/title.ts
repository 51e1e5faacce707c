import { changesOf, roundCountOf } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { integer, plural, sentenceList } from "../format.ts";

/** What a run is called, and what it did, in a sentence or two. */
export interface TitleWords {
  readonly title: string;
  readonly description: string;
}

/** More names than these are counted. */
const mostNamed = 3;

/** The experiment's own words where it ran as it is; what ran where the command line changed it. */
export function titleWords(run: Run): TitleWords {
  const changes = changesOf(run);
  if (changes.length === 0) return { title: run.experiment.title, description: run.experiment.description };
  return { title: derivedTitle(run), description: derivedDescription(run, changes) };
}

function derivedTitle(run: Run): string {
  const models = [...new Set(run.workloads.map(({ model }) => model))];
  return `${named(models, "network")} on ${named(backendsThatRan(run), "backend")}`;
}

function derivedDescription(run: Run, changes: readonly string[]): string {
  const { name, tasks } = run.experiment;
  const sizes = new Map(
    run.workloads.map(({ dataset }) => [
      dataset.name,
      `${dataset.name} (${integer(dataset.trainCount)} training and ${integer(dataset.testCount)} test images)`,
    ]),
  );
  const epochs = [...new Set(run.workloads.flatMap((workload) => workload.epochs ?? []))];
  const trained =
    tasks.train === undefined || epochs.length === 0
      ? ""
      : `, ${epochs.length === 1 ? plural(epochs[0] ?? 0, "epoch") : `${epochs.join(", ")} epochs`}`;
  return (
    `${capitalized(sentenceList(Object.keys(tasks)))} on ${sentenceList([...sizes.values()])}${trained}, ${plural(roundCountOf(run), "round")}. ` +
    `The experiment \u201C${name}\u201D, changed by ${sentenceList(changes)}.`
  );
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Those with a completed cell that measured something; of a run that measured nothing, all that it asked for. */
function backendsThatRan({ backends, cells }: Run): string[] {
  const ran = new Set(
    cells.flatMap(({ state, task, backend }) => (state === "completed" && task !== "gradients" ? [backend] : [])),
  );
  const ids = backends.map(({ id }) => id);
  return ran.size === 0 ? ids : ids.filter((id) => ran.has(id));
}

function named(names: readonly string[], noun: string): string {
  return names.length <= mostNamed ? sentenceList(names) : plural(names.length, noun);
}
