import { setTimeout as wait } from "node:timers/promises";
import type { JobQueue, JobRecord, Submission, Submitted } from "@evenkeel/fleet";
import { publicText } from "@evenkeel/run-folder";
import { Command, type Option } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { loadExperiment } from "../experiment-file.ts";
import { applyFlags, changesBy, type ExperimentFlags } from "../experiment-flags.ts";
import { experimentArgument, experimentOptions } from "../experiment-options.ts";
import { flagName } from "../flag-name.ts";
import { jobLine, shortId } from "../fleet/job-text.ts";
import { machineNameOption } from "../fleet/machine-name.ts";
import { queueHelp, queueOption, withQueue, type QueueFlags } from "../fleet/queue-option.ts";
import { listenForSignals } from "../interrupt.ts";
import { ProgressLine } from "../progress.ts";
import { print, printJson } from "../terminal.ts";

interface Options extends ExperimentFlags, QueueFlags {
  readonly machine?: string;
  readonly wait?: true;
  readonly json?: true;
}

const help = `
What is sent is the experiment as data, with the flags applied: a worker runs it with its own checkout. It is taken by a
worker that can run every backend that it names; an experiment of all backends, by one that was started without --backend.
Data of your own (folder:, idx:, cifar:) stays on its machine and cannot be sent.

${queueHelp}

Examples:
  evenkeel submit quick --queue postgres://bench@db.example/evenkeel
  evenkeel submit quick --backend onnx-cpu,onnx-wasm --rounds 12 --queue postgres://bench@db.example/evenkeel
  evenkeel submit ./my-experiment.ts --machine lab-1 --queue postgres://bench@db.example/evenkeel
  evenkeel submit quick --wait --queue postgres://bench@db.example/evenkeel      until it has ended; its end is the exit code

${exitCodes({
  good: "in the queue; with --wait, every cell of it completed",
  bad: "with --wait, a cell did not complete, or the job failed, was lost or cancelled; or the queue cannot be used",
})}
Ctrl-C ends the waiting alone.`;

/** `evenkeel submit`: puts an experiment into a queue. */
export function submitCommand(): Command {
  const command = experimentOptions(new Command("submit"))
    .description("put an experiment into a queue, for a worker on some machine")
    .argument("<experiment>", experimentArgument)
    .addHelpText("after", help)
    .action(async (name: string, options: Options, called: Command) => {
      const progress = new ProgressLine();
      const { signal, release } = listenForSignals();
      try {
        const submission = await submissionOf(name, options, { signal, flag: (key) => flagName(called, key) });
        process.exitCode = await withQueue(options, (queue) =>
          submit(queue, submission, options, { signal, progress }),
        );
      } finally {
        release();
        progress.end();
      }
    });
  for (const option of ownOptions()) command.addOption(option);
  return command;
}

/** Those that a run does not have. */
function ownOptions(): Option[] {
  const flags = new Command()
    .option("--wait", "wait until the job has ended, and say how")
    .option("--json", "print the job as one JSON document on stdout").options;
  return [queueOption(), machineNameOption("--machine <name>", "only for the worker of this name"), ...flags];
}

async function submissionOf(
  name: string,
  options: Options,
  { signal, flag }: { readonly signal: AbortSignal; readonly flag: (key: string) => string },
): Promise<Omit<Submission, "version">> {
  const asWritten = await loadExperiment(name, signal);
  const experiment = applyFlags(asWritten, options);
  return {
    experiment,
    command: ["pnpm", "evenkeel", "run", ...wordsOfRun(process.argv.slice(2))],
    changes: changesBy(options, asWritten, experiment).map(flag),
    ...(options.machine !== undefined && { machine: options.machine }),
  };
}

/** What `evenkeel run` takes of a command line of this command: nothing of the queue, whose URL may hold a password. */
export function wordsOfRun(words: readonly string[]): string[] {
  const own = new Command();
  for (const option of ownOptions()) own.addOption(option);
  const at = words.indexOf("submit");
  const { operands, unknown } = own.parseOptions(words.toSpliced(at, at === -1 ? 0 : 1));
  return [...operands, ...unknown].map((word) => publicText(word));
}

/** The exit code. */
async function submit(
  queue: JobQueue,
  submission: Omit<Submission, "version">,
  options: Options,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: ProgressLine },
): Promise<0 | 1> {
  const { findJobs, submitJob } = await import("@evenkeel/fleet");
  const submitted = await submitJob(queue, submission);
  progress.log(await placeText(queue, submitted));
  const job =
    options.wait === true
      ? await ended(queue, submitted.id, { signal, progress })
      : (await findJobs(queue, submitted.id))[0];
  if (job === undefined) return 1;
  if (options.json === true) printJson(job);
  else if (options.wait === true) print(jobLine(job));
  else print(submitted.id);
  return options.wait !== true || (job.state === "done" && job.good === true) ? 0 : 1;
}

async function placeText(queue: JobQueue, { id, queue: name }: Submitted): Promise<string> {
  const { needsText, serving, workersOf } = await import("@evenkeel/fleet");
  const workers = await workersOf(queue);
  const able = serving(workers, name).map((worker) => worker.name);
  const who = able.length === 0 ? "no worker that is there now takes it: it waits for one" : `for ${able.join(", ")}`;
  return `job ${shortId(id)} is in ${queue.shown}, needs ${needsText(name)}: ${who}`;
}

/** The job at its end, or as it is when the user stops waiting. */
async function ended(
  queue: JobQueue,
  id: string,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: ProgressLine },
): Promise<JobRecord | undefined> {
  const { findJobs, openStates, settleLost } = await import("@evenkeel/fleet");
  const isOpen = ({ state }: JobRecord) => openStates.some((open) => open === state);
  for (;;) {
    // Whoever waits notices, too, that a worker is not there any more.
    await settleLost(queue);
    const [job] = await findJobs(queue, id);
    if (job === undefined || !isOpen(job) || signal.aborted) return job;
    progress.show(`${job.state} ${job.attempts.at(-1)?.cellsDone ?? ""}`, jobLine(job));
    await wait(2000, null, { signal }).catch(() => null);
  }
}
