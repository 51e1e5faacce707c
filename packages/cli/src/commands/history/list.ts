import type { SeriesSummary } from "@evenkeel/history";
import { day, valueWords } from "@evenkeel/history/words";
import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import { numbers, textTable, type Cell } from "../../table.ts";
import { print, printJson } from "../../terminal.ts";
import { machineOf } from "./words.ts";
import { storeOption, withStore, type StoreOptions } from "./store-option.ts";

interface Options extends StoreOptions {
  readonly backend?: string;
  readonly workload?: string;
  readonly measurement?: string;
  readonly json?: true;
}

const help = `
A series is one measurement of a task of a workload on a backend, on one machine and in one variant, night after night;
a control (A/A) repeats another: what the two differ by is noise. --json gives every field of each.

Examples:
  evenkeel history list
  evenkeel history list --backend onnx-cpu --measurement latency.p50Ms
  evenkeel history list --workload keras-mnist-cnn --json
  evenkeel history list --store postgres://bench@db.example/history

${exitCodes({ good: "listed", bad: "the history could not be read" })}`;

/** `evenkeel history list`: the series of the history. */
export function listCommand(): Command {
  return new Command("list")
    .description("the series of the history, with their last values")
    .option("--backend <id>", "only series of this backend")
    .option("--workload <id>", "only series of this workload")
    .option("--measurement <name>", "only series of this measurement")
    .addOption(storeOption())
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async ({ backend, workload, measurement, ...options }: Options) => {
      const { listSeries } = await import("@evenkeel/history");
      const filter = {
        ...(backend !== undefined && { backend }),
        ...(workload !== undefined && { workload }),
        ...(measurement !== undefined && { measurement }),
      };
      const found = await withStore(options, (store) => listSeries(store, filter));
      if (options.json === true) printJson(found.map(documentOf), 2);
      else if (found.length === 0) print("no series like this");
      else print(textTable(head, found.map(rowOf)));
    });
}

const head = [
  "series",
  "machine",
  "workload",
  "backend",
  "threads",
  "task",
  "measurement",
  ...numbers("nights", "last value"),
  "last",
];

function rowOf({ series, machineName, nights, lastAt, lastValue }: SeriesSummary): Cell[] {
  const { id, workload, backend, task, measurement, control } = series;
  return [
    id,
    machineOf(series.fingerprint, machineName),
    workload,
    backend,
    series.threads,
    task,
    control ? `${measurement}, control` : measurement,
    String(nights),
    valueWords(series, lastValue),
    day(lastAt),
  ];
}

function documentOf({ series, lastAt, ...summary }: SeriesSummary): object {
  return { ...series, ...summary, lastAt: new Date(lastAt).toISOString() };
}
