import type { Point, Series } from "@evenkeel/history";
import { instant, valueWords } from "@evenkeel/history/words";
import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import { numbers, textTable } from "../../table.ts";
import { print, printJson } from "../../terminal.ts";
import { storeOption, withStore, type StoreOptions } from "./store-option.ts";

interface Options extends StoreOptions {
  readonly json?: true;
}

const help = `
Low and high are where the middle half of a night's rounds or seeds lies, of fewer than 4 the smallest and the largest. A
point in quarantine is of a machine that was not itself: it is shown and never judged.

Examples:
  evenkeel history show 4f2a9c31d07be658
  evenkeel history show 4f2a                  the beginning of an id is enough where no other begins like this
  evenkeel history show 4f2a --json

${exitCodes({ good: "shown", bad: "the history could not be read" })}`;

/** `evenkeel history show`: the points of a series. */
export function showCommand(): Command {
  return new Command("show")
    .description("the points of a series, night by night")
    .argument("<series>", "its id in the list, or the beginning of it")
    .addOption(storeOption())
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (typed: string, options: Options) => {
      const { findSeries, pointsOf } = await import("@evenkeel/history");
      const [series, points] = await withStore(options, async (store) => {
        const found = await findSeries(store, typed);
        return [found, await pointsOf(store, found.id)] as const;
      });
      if (options.json === true) printJson({ ...series, points: points.map(documentOf) }, 2);
      else print([titleOf(series), tableOf(series, points)].join("\n\n"));
    });
}

function titleOf(series: Series): string {
  const { id, fingerprint, workload, backend, task, measurement, precision, batchSize, control } = series;
  const variant = [
    `threads ${series.threads}`,
    ...(batchSize === null ? [] : [`batch size ${batchSize}`]),
    ...(precision === null ? [] : [precision]),
    ...(control ? ["control"] : []),
  ];
  return `${id}: ${measurement} of ${task}, ${workload} on ${backend}, ${variant.join(", ")}; machine ${fingerprint}`;
}

function tableOf(series: Series, points: readonly Point[]): string {
  const rows = points.map(({ at, runId, value, low, high, n, quarantined }) => [
    instant(at),
    runId,
    valueWords(series, value),
    low === null ? "–" : valueWords(series, low),
    high === null ? "–" : valueWords(series, high),
    String(n),
    quarantined ? "quarantined" : "",
  ]);
  return textTable(["night", "run", ...numbers("value", "low", "high", "n"), ""], rows);
}

function documentOf({ at, ...point }: Point): object {
  return { at: new Date(at).toISOString(), ...point };
}
