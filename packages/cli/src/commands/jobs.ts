import type { JobQueue, JobRecord } from "@evenkeel/fleet";
import { quotedText, UsageError } from "@evenkeel/core";
import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { fleetText, jobLine } from "../fleet/job-text.ts";
import { queueHelp, queueOption, withQueue, type QueueFlags } from "../fleet/queue-option.ts";
import { nonEmpty } from "../options.ts";
import { print, printJson } from "../terminal.ts";

interface Options extends QueueFlags {
  readonly cancel?: string;
  readonly all?: true;
  readonly json?: true;
}

const help = `
States: waiting for a worker that can do it · running · interrupted: waits for the machine that has its run's files, or for
the time after which it is begun anew elsewhere · done · failed: a worker could not do it · lost: given up, with what it
had · cancelled. --json gives every attempt of each, too.

${queueHelp}

Examples:
  evenkeel jobs --queue postgres://bench@db.example/evenkeel
  evenkeel jobs --queue postgres://bench@db.example/evenkeel --all --json
  evenkeel jobs --queue postgres://bench@db.example/evenkeel --cancel 4f2a9c31

${exitCodes({ good: "listed or cancelled", bad: "the job has ended already, or the queue cannot be used" })}`;

/** Most jobs that `--all` lists of those that have ended. */
const most = 1000;

/** `evenkeel jobs`: what is in a queue, what became of it, and who works at it. */
export function jobsCommand(): Command {
  return new Command("jobs")
    .description("list a queue's jobs and workers, or cancel a job")
    .addOption(queueOption())
    .option("--cancel <job>", "take this job out, by the beginning of its id; a worker that is at it stops", nonEmpty)
    .option("--all", `also list jobs that ended long ago (at most ${most})`)
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      await withQueue(options, (queue) =>
        options.cancel === undefined ? listed(queue, options) : cancelled(queue, options.cancel, options),
      );
    });
}

async function listed(queue: JobQueue, { all, json }: Options): Promise<void> {
  const { listJobs, needsText, serving, workersOf } = await import("@evenkeel/fleet");
  const jobs = await listJobs(queue, all === true ? { ended: most } : {});
  const workers = await workersOf(queue);
  if (json === true) printJson({ jobs, workers }, 2);
  else print(fleetText(jobs, workers, { words: { needsText, serving }, nowMs: Date.now() }));
}

async function cancelled(queue: JobQueue, typed: string, { json }: Options): Promise<void> {
  const { cancelJob, findJobs } = await import("@evenkeel/fleet");
  const job = onlyOne(await findJobs(queue, typed), typed);
  const isOut = await cancelJob(queue, job.id);
  const now = onlyOne(await findJobs(queue, job.id), typed);
  if (json === true) printJson(now, 2);
  else print(isOut ? jobLine(now) : `${jobLine(now)}; it has ended already`);
  process.exitCode = isOut ? 0 : 1;
}

function onlyOne(found: readonly JobRecord[], typed: string): JobRecord {
  const [job, another] = found;
  if (job !== undefined && another === undefined) return job;
  throw new UsageError(job === undefined ? "no such job" : "more than one job begins like this", {
    where: "--cancel",
    expected: "the id of a job of `evenkeel jobs`, or the beginning of one",
    got: quotedText(typed),
  });
}
