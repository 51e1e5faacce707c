import { basename, resolve } from "node:path";
import { readRunData, roundCountOf, summaryDocumentOf } from "@evenkeel/analysis";
import { foreignText, taskNames, UsageError } from "@evenkeel/core";
import { shellWord } from "@evenkeel/core/shell-word";
import { headlineLines, titleWords } from "@evenkeel/report";
import { indexFile, type Run } from "@evenkeel/run-folder";
import { commandLine } from "@evenkeel/setup/command-line";
import { tasks } from "@evenkeel/tasks";
import { Command } from "commander";
import { closingTable } from "../closing-table.ts";
import { experimentPath, loadExperiment } from "../experiment-file.ts";
import { applyFlags, changesBy, type ExperimentFlags } from "../experiment-flags.ts";
import { experimentArgument, experimentOptions } from "../experiment-options.ts";
import { exitCodes } from "../exit-codes.ts";
import { flagName } from "../flag-name.ts";
import { givenNotes } from "../given-notes.ts";
import { listenForSignals } from "../interrupt.ts";
import { machineName, machineNameHere, machineVariable } from "../machine-name.ts";
import { openPage } from "../open-page.ts";
import { nonEmpty } from "../options.ts";
import { runsFolder } from "../project.ts";
import { ProgressLine } from "../progress.ts";
import { fewerThreads } from "../thread-notes.ts";
import { fittings, machineNotes, otherVersions, remarks, troubles } from "../run-output.ts";
import { beginExperiment, resumeExperiment } from "../run-experiment.ts";
import { runExitCode } from "../run-exit-code.ts";
import { newRunFolder, runFolderOf } from "../run-reference.ts";
import { print, say, printJson } from "../terminal.ts";

interface RunOptions extends ExperimentFlags {
  readonly out?: string;
  readonly resume?: string;
  readonly redo?: true;
  readonly machine?: string;
  readonly open?: true;
  readonly json?: true;
}

const provedFirst = taskNames.filter((name) => tasks[name].provedFirst).join(", ");
const taskWidth = 2 + Math.max(...taskNames.map((name) => name.length));

const help = `
Tasks (a list may be comma-separated or the option repeated):
${taskNames.map((name) => `  ${name.padEnd(taskWidth)}${tasks[name].summary}`).join("\n")}
What trains is proved first: ${provedFirst} bring gradients along, and a backend that
fails there shows as not comparable. Rounds repeat what is timed; what a seed determines is trained and evaluated once for each seed.

Examples:
  evenkeel run                                              the quick experiment
  evenkeel run seeds --model lenet-5,keras-mlp              part of another one
  evenkeel run --backend onnx-cpu --threads 1,default --rounds 3
  evenkeel run --backend onnx-cpu,onnx-wasm --rounds 12 --aa
  evenkeel run --backend onnx-cpu,onnx-wasm --until-decided --max-rounds 16
  evenkeel run --model lenet-5 --seeds 1,2,3 --task train,evaluate
  evenkeel run --dataset fashion-mnist --epochs 5 --model keras-mnist-cnn --backend onnx-cpu --budget 600
  evenkeel run --model lenet-5 --epochs 3 --augment flip,shift=2,rotate=10,scale=0.1
  evenkeel run --model lenet-5 --epochs 10 --schedule cosine,warm-up=1
  evenkeel run --onnx mine.onnx --labels labels.txt --dataset folder:photos --backend onnx-cpu,onnx-wasm,onnx-python
  evenkeel run ./my-experiment.ts                           your own: a copy of benchmarks/quick.ts
  evenkeel run --resume latest                              goes on where the last run stopped
  evenkeel run --resume 2026-11-28T09-00-00-quick --redo    the same for a run by its id; what failed is run again, too

${exitCodes({
  good: "every cell completed that can run here, and no check of the gradient gate failed",
  bad: "some cell failed or went over its budget, or a backend that was asked for by name could not run",
})}`;

export function runCommand(): Command {
  return experimentOptions(new Command("run"))
    .description("run an experiment and write its report")
    .argument("[experiment]", experimentArgument, "quick")
    .option("--out <folder>", "the run folder (default: reports/runs/<run id>)")
    .option(
      "--resume <run>",
      "go on with an interrupted run: its folder, its id or latest; flags that change the experiment are refused",
      nonEmpty,
    )
    .option("--redo", "with --resume: run failed and over-budget cells and failed checks again, too")
    .option(
      "--machine <name>",
      `what this machine is called in reports and histories; no part of what identifies it (default: ${machineVariable}, else no name)`,
      machineName,
    )
    .option("--open", "show the report in the browser when the run has ended")
    .option("--json", "print the run's summary as one JSON document on stdout")
    .addHelpText("after", help)
    .action(async (experiment: string, options: RunOptions, command: Command) => {
      const { run, folder } = await execute(experiment, options, (key) => flagName(command, key));
      await tell(run, folder, options);
      process.exitCode = runExitCode(run);
      if (options.open) await openPage(resolve(folder, indexFile));
    });
}

async function execute(experimentName: string, options: RunOptions, flag: (key: string) => string) {
  const progress = new ProgressLine();
  const { signal, release } = listenForSignals(() =>
    progress.log("stopping: ending the running cell; what is measured stays (again to stop at once)"),
  );
  const watching = { signal, progress };
  try {
    if (options.resume !== undefined) {
      refuseChanges(options, flag);
      return await resumeExperiment(await runFolderOf(options.resume, "--resume"), options.redo === true, watching);
    }
    if (options.redo === true) {
      throw new UsageError("there is no run to redo a part of", {
        where: "--redo",
        remedy: "name the run with --resume",
      });
    }
    const out = options.out === undefined ? {} : { out: await newRunFolder(options.out) };
    const named = machineNameHere(options.machine);
    const experimentFile = await experimentPath(experimentName);
    const asWritten = await loadExperiment(experimentFile, signal);
    const experiment = applyFlags(asWritten, options);
    const command = ["pnpm", "evenkeel", ...process.argv.slice(2)];
    const changes = changesBy(options, asWritten, experiment).map(flag);
    const machine = named === undefined ? {} : { machineName: named };
    return await beginExperiment({ experiment, experimentFile, ...out, ...machine, command, changes }, watching);
  } finally {
    release();
    progress.end();
  }
}

/** Says how the run ended: as a document where that was asked for, else for people. */
async function tell(run: Run, folder: string, { json }: RunOptions): Promise<void> {
  if (json !== true) return print(await closing(run, folder));
  for (const line of troubles(run)) say(line);
  printJson(summaryDocumentOf(run, folder));
}

/** A resumed run keeps its experiment; a flag that says otherwise is a mistake. */
function refuseChanges(options: RunOptions, flag: (key: string) => string): void {
  const allowed = new Set(["resume", "redo", "open", "json"]);
  const changed = Object.keys(options).filter((key) => !allowed.has(key));
  if (changed.length > 0) {
    throw new UsageError("a resumed run keeps its experiment", {
      where: changed.map(flag).join(", "),
      remedy: "leave the flag out, or start a new run without --resume",
    });
  }
}

async function closing(run: Run, folder: string): Promise<string> {
  const data = await readRunData(folder);
  const lines = headlineLines(data).map((line) => foreignText(line, 1000));
  const notes = [
    ...fittings(run),
    ...remarks(run),
    ...otherVersions(run),
    ...fewerThreads(run),
    ...troubles(run),
    ...machineNotes(run),
    ...givenNotes(data).map((line) => foreignText(line, 1000)),
  ];
  const { title, description } = titleWords(run);
  const heading = [title, description].map((line) => foreignText(line, 1000)).join("\n");
  const rounds = roundCountOf(run);
  const basis = rounds === 1 ? "Values of one round:" : `Medians over ${rounds} rounds:`;
  const table = closingTable(run);
  const parts = [heading, table === "" ? "" : `${basis}\n${table}`, lines.join("\n"), notes.join("\n")];
  const report = `report: ${resolve(folder, indexFile)}`;
  const end =
    run.state === "finished"
      ? report
      : `interrupted; go on with: ${commandLine(`run --resume ${referenceTo(folder)}`)}\n${report} (so far)`;
  return [...parts, end].filter((part) => part !== "").join("\n\n");
}

/** How a run is named on a command line: by its id where that says enough. */
function referenceTo(folder: string): string {
  return resolve(folder, "..") === runsFolder ? basename(folder) : shellWord(folder);
}
