import { readdirSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { readRunData, type RunData } from "@evenkeel/analysis";
import { headlineLines } from "@evenkeel/report";

const reference = join(import.meta.dirname, "..", "..", "..", "..", "reports", "reference");

/** The published run folders: name below reports/reference, and place. */
export const publishedRuns: readonly (readonly [name: string, folder: string])[] = readdirSync(reference, {
  recursive: true,
  encoding: "utf8",
})
  .filter((path) => path.endsWith("run.json"))
  .map((path) => [dirname(path).replaceAll(sep, "/"), join(reference, dirname(path))] as const)
  .toSorted(([a], [b]) => (a < b ? -1 : 1));

/** What a published run comes to: kept beside this file, so that a change of reading or computing shows. */
export async function summaryOf(folder: string): Promise<{ readonly data: RunData; readonly summary: object }> {
  const data = await readRunData(folder);
  const { run, problems } = data;
  const count = (values: readonly string[]) =>
    Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, alike]) => [value, alike.length]));
  const summary = {
    workloads: run.workloads.map(({ id }) => id),
    tasks: Object.keys(run.experiment.tasks),
    states: count(run.cells.map(({ state }) => state)),
    measurements: count(run.cells.flatMap(({ measurements }) => Object.keys(measurements))),
    limits: run.cells.flatMap((cell) => (cell.state === "completed" ? cell.limits : [])).length,
    missingSamples: problems.length,
    headline: headlineLines(data),
  };
  return { data, summary };
}
