import { EvenkeelError, foreignText } from "@evenkeel/core";
import type { ForeignOptions, Store } from "@evenkeel/history";
import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import { nonEmpty } from "../../options.ts";
import { print, printJson, say } from "../../terminal.ts";
import { userPath } from "../../user-folder.ts";
import { importFindings, type FindingsOutcome } from "./import-findings.ts";
import { hash, importForeign, moment } from "./import-foreign.ts";
import { failed, type Outcome } from "./import-outcome.ts";
import { storeOption, withStore, type StoreOptions } from "./store-option.ts";

interface Options extends StoreOptions, ForeignOptions {
  readonly json?: true;
}

const help = `
A run that has ended brings one point to each of its series: of each backend, workload, task, measurement and variant the
median over its rounds, or the mean over its seeds. All of a run is imported, or nothing of it; a run that is there
already changes nothing; one with other results under the same id is refused. What cannot be imported is said in a line,
and the others are imported. Run folders stay where they are: the history can be made anew from them. What was decided on
other machines, in the folder findings beside run folders ("history pull" puts it there), is merged with what is here.

A team's past in another tool comes along: github-action-benchmark's data.js, the results folder of asv, a file in Bencher
Metric Format (which needs --at). Which it is, the content says. What the tool measured becomes series of its own: times
in ms, sizes in bytes; a commit of asv's at its own time, because asv orders by commits.

Examples:
  evenkeel history import reports/runs/2026-11-28T02-17-00-quick
  evenkeel history import reports/runs                             every run in it that has ended
  evenkeel history import reports/runs --store nightly.sqlite
  evenkeel history import dev/bench/data.js --machine ci-runner
  evenkeel history import .asv/results
  evenkeel history import results.json --at 2026-11-27T02:17:00Z --commit 0a1b2c3
  evenkeel history import reports/runs --store postgres://bench@db.example/history    password: PGPASSWORD or ~/.pgpass

${exitCodes({
  good: "imported, or there already; runs in a folder of runs that have not ended are passed over",
  bad: "something could not be imported",
})}`;

/** `evenkeel history import`: runs that have ended into the history. */
export function importCommand(): Command {
  return new Command("import")
    .description("put runs that have ended into the history")
    .argument("<folders...>", "run folders, folders of run folders, or another tool's file or folder")
    .option("--at <time>", "of a file that says no time: when it was measured, as 2026-11-27T02:17:00Z", moment)
    .option("--commit <hash>", "of a file that says no commit: of what was measured", hash)
    .option("--machine <name>", "of a file that says no machine: what it is called", nonEmpty)
    .addOption(storeOption())
    .option("--json", "print what became of each run as one JSON document on stdout")
    .addHelpText("after", help)
    .action(async (typed: string[], options: Options) => {
      const paths = typed.map((path) => userPath(path, "folders"));
      const { outcomes, findings } = await withStore(options, (store, base) => importAll(store, base, paths, options), {
        create: true,
      });
      if (options.json === true) printJson({ runs: outcomes.map(documentOf), findings }, 2);
      else print(tallyOf(outcomes));
      const isIncomplete = outcomes.some(({ fails }) => fails) || findings.some(({ reason }) => reason !== null);
      process.exitCode = isIncomplete ? 1 : 0;
    });
}

async function importAll(
  store: Store,
  base: string,
  paths: readonly string[],
  foreign: ForeignOptions,
): Promise<{ readonly outcomes: Outcome[]; readonly findings: FindingsOutcome[] }> {
  const { runFoldersIn } = await import("@evenkeel/history");
  const outcomes: Outcome[] = [];
  const findings: FindingsOutcome[] = [];
  for (const path of paths) {
    const folders = await runFoldersIn(path);
    if (folders.length === 0) outcomes.push(...(await importForeign(store, path, foreign)));
    for (const folder of folders) {
      const outcome = await importOne(store, base, folder);
      outcomes.push(folder === path || outcome.state !== "not-ended" ? outcome : { ...outcome, fails: false });
    }
    if (folders.length > 0) findings.push(...(await importFindings(store, path)));
  }
  return { outcomes, findings };
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
