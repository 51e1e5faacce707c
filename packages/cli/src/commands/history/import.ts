import { EvenkeelError, foreignText, UsageError } from "@evenkeel/core";
import type { Store } from "@evenkeel/history";
import { runFile } from "@evenkeel/run-folder";
import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import { print, printJson, say } from "../../terminal.ts";
import { userPath } from "../../user-folder.ts";
import { leftOut, storeOption, withStore, type StoreOptions } from "./store-option.ts";

interface Options extends StoreOptions {
  readonly json?: true;
}

const help = `
A run that has ended brings one point to each of its series: of each backend, workload, task, measurement and variant the
median over its rounds, or the mean over its seeds. All of a run is imported, or nothing of it; a run that is there
already changes nothing; one with other results under the same id is refused. What cannot be imported is said in a line,
and the others are imported. Run folders stay where they are: the history can be made anew from them.

Examples:
  evenkeel history import reports/runs/2026-11-28T02-17-00-quick
  evenkeel history import reports/runs                             every run in it that has ended
  evenkeel history import reports/runs --store nightly.sqlite
  evenkeel history import reports/runs --store postgres://bench@db.example/history    password: PGPASSWORD or ~/.pgpass

${exitCodes({
  good: "imported, or there already; runs in a folder of runs that have not ended are passed over",
  bad: "something could not be imported",
})}`;

/** `evenkeel history import`: runs that have ended into the history. */
export function importCommand(): Command {
  return new Command("import")
    .description("put runs that have ended into the history")
    .argument("<folders...>", "run folders, or folders of run folders")
    .addOption(storeOption())
    .option("--json", "print what became of each run as one JSON document on stdout")
    .addHelpText("after", help)
    .action(async (typed: string[], options: Options) => {
      const paths = typed.map((path) => userPath(path, "folders"));
      const outcomes = await withStore(options, (store, base) => importAll(store, base, paths), { create: true });
      if (options.json === true) printJson({ runs: outcomes.map(documentOf) }, 2);
      else print(tallyOf(outcomes));
      process.exitCode = outcomes.some(({ fails }) => fails) ? 1 : 0;
    });
}

/** What became of a folder. */
interface Outcome {
  readonly folder: string;
  readonly state: "imported" | "known" | "not-ended" | "refused";
  readonly runId: string | null;
  readonly points: number;
  /** Why it was not imported. */
  readonly reason: string | null;
  /** Whether that makes the exit code 1. */
  readonly fails: boolean;
}

async function importAll(store: Store, base: string, paths: readonly string[]): Promise<Outcome[]> {
  const { runFoldersIn } = await import("@evenkeel/history");
  const outcomes: Outcome[] = [];
  for (const path of paths) {
    const folders = await runFoldersIn(path);
    if (folders.length === 0) {
      const expected = `a folder with ${runFile} in it, or a folder of such folders`;
      outcomes.push(failed(path, new UsageError("no run folder", { where: path, expected })));
    }
    for (const folder of folders) {
      const outcome = await importOne(store, base, folder);
      outcomes.push(folder === path || outcome.state !== "not-ended" ? outcome : { ...outcome, fails: false });
    }
  }
  return outcomes;
}

async function importOne(store: Store, base: string, folder: string): Promise<Outcome> {
  const { importNight, nightOfRunFolder, StoreError, UnfinishedRunError } = await import("@evenkeel/history");
  try {
    const night = await nightOfRunFolder(folder, base);
    const [runId, points] = [night.run.id, night.points.length];
    const state = await importNight(store, night);
    say(`${state === "known" ? "there already" : "imported"}: ${foreignText(runId)}, ${points} points`);
    return { folder, state, runId, points, reason: null, fails: false };
  } catch (error) {
    // A store that cannot be used takes no other run, either.
    if (!(error instanceof EvenkeelError) || error instanceof StoreError) throw error;
    return failed(folder, error, error instanceof UnfinishedRunError ? "not-ended" : "refused");
  }
}

function failed(folder: string, error: EvenkeelError, state: Outcome["state"] = "refused"): Outcome {
  leftOut(error);
  return { folder, state, runId: null, points: 0, reason: error.message, fails: true };
}

function tallyOf(outcomes: readonly Outcome[]): string {
  const count = (state: Outcome["state"]) => outcomes.filter((outcome) => outcome.state === state).length;
  const others = [
    [count("known"), "there already"],
    [count("not-ended"), "not ended"],
    [count("refused"), "refused"],
  ] as const;
  const told = others.flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`]));
  return [`${count("imported")} imported`, ...told].join(", ");
}

function documentOf({ folder, state, runId, points, reason }: Outcome): object {
  return { folder, state, runId, points, reason };
}
