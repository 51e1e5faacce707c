import { gateOf, openCellsOf, roundCountOf, type RunData } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { moment, plural } from "../format.ts";
import { sections } from "../sections/index.ts";
import { embeddedData, type EmbeddedData } from "./embedded-data.ts";
import { busyRunText, coresText, isHardlyBusy, memoryText } from "../words/machine.ts";
import { seriesOf } from "../series.ts";
import { disturbedRoundsText } from "../words/rounds.ts";
import { titleWords } from "../words/title.ts";

/** A section that has something to show. */
export interface ShownSection {
  readonly name: string;
  /** The template that draws it. */
  readonly partial: string;
  readonly contents: string | null;
  readonly view: object;
}

/** Everything the page says, in the order it says it. */
export interface PageView {
  readonly title: string;
  readonly description: string;
  readonly runId: string;
  readonly facts: readonly string[];
  /** What is missing of a run that has not finished; null of one that has. */
  readonly banner: string | null;
  /** That the machine had other things to do, and how much; null where nothing says so. */
  readonly busy: { readonly text: string; readonly mild: boolean } | null;
  /** Which rounds count for no claim, and why; null where all count. */
  readonly disturbed: string | null;
  /** Above the contents list, and in it. */
  readonly above: readonly ShownSection[];
  readonly below: readonly ShownSection[];
  /** Too much to lay out at once. */
  readonly isLarge: boolean;
  /** What the page's script lets readers save. */
  readonly embedded: EmbeddedData;
}

/** Pages of more cells are laid out as they come into sight. */
const mostAtOnce = 400;

/** Asks every section what it has to show of the run. */
export function pageView(data: RunData): PageView {
  const { run } = data;
  const context = { data, series: seriesOf(run), gates: gateOf(data) };
  const shown = sections.flatMap(({ name, contents, view }): ShownSection[] => {
    const own = view(context);
    return own === null ? [] : [{ name, partial: partialOf(name), contents, view: own }];
  });
  return {
    ...titleWords(run),
    runId: run.runId,
    facts: factsOf(run),
    banner: bannerOf(run),
    busy: busyOf(run),
    disturbed: disturbedRoundsText(run),
    above: shown.filter(({ contents }) => contents === null),
    below: shown.filter(({ contents }) => contents !== null),
    isLarge: run.plan.length > mostAtOnce,
    embedded: embeddedData(run),
  };
}

/** The name under which a section's template is registered: apart from those that sections share. */
export function partialOf(section: string): string {
  return `section ${section}`;
}

/** When, where and how much, in a line. */
export function factsOf(run: Run): string[] {
  const { startedAt, environment, experiment, cells, plan } = run;
  const { cpu, operatingSystem, node } = environment;
  return [
    moment(startedAt),
    `${cpu}, ${coresText(environment)}, ${memoryText(environment)}`,
    `${operatingSystem}, Node.js ${node}`,
    [...foldWords(experiment), plural(roundCountOf(run), "round"), seedWords(experiment)].join(", "),
    `${cells.filter(({ state }) => state === "completed").length} of ${plural(plan.length, "cell")} completed`,
  ];
}

function seedWords({ seeds }: Run["experiment"]): string {
  return `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`;
}

function foldWords({ crossValidationFolds: folds }: Run["experiment"]): string[] {
  return folds === undefined ? [] : [`${folds}-fold cross-validation`];
}

function busyOf(run: Run): PageView["busy"] {
  const text = busyRunText(run);
  return text === null ? null : { text, mild: isHardlyBusy(run) };
}

/** What is missing of a run that has not finished; null of one that has. */
export function bannerOf(run: Run): string | null {
  const { state, plan } = run;
  if (state === "finished") return null;
  const open = openCellsOf(run).length;
  const what = state === "interrupted" ? "This run was interrupted" : "This run has not finished, or was killed";
  return `${what}: ${plural(open, "cell")} of ${plan.length} ${open === 1 ? "is" : "are"} missing below.`;
}
