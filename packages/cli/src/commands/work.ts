import { collectEnvironment, probeBackends, type ProbedBackend } from "@evenkeel/harness";
import type { Offer } from "@evenkeel/fleet";
import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { machineNameOption } from "../fleet/machine-name.ts";
import { performerHere } from "../fleet/performer.ts";
import { queueHelp, queueOption, withQueue, type QueueFlags } from "../fleet/queue-option.ts";
import { listenForSignals } from "../interrupt.ts";
import { machineNameHere } from "../machine-name.ts";
import { list } from "../options.ts";
import { ProgressLine } from "../progress.ts";
import { cellModule, projectRoot, runsFolder } from "../project.ts";
import { findBackend, registry } from "../registry.ts";
import { reasonText } from "../reason-text.ts";
import { userPath } from "../user-folder.ts";

interface Options extends QueueFlags {
  readonly name?: string;
  readonly backend?: readonly string[];
  readonly store?: string;
  readonly runs?: string;
  readonly untilEmpty?: true;
}

const help = `
A worker takes experiments that \`evenkeel submit\` put into the queue and that can run here, runs them one after another
as \`evenkeel run\` does, and brings what they come to into the history. One worker a machine: two would be each other's
noise. What a job holds is data; code, backends, networks and datasets are those of this checkout.

Ctrl-C ends the running cell and gives the job back; a worker that is killed is missed after a minute. Either way the run
goes on here when a worker is started again; only after ten minutes it is begun anew on another machine.

${queueHelp}

Examples:
  evenkeel work --queue postgres://bench@db.example/evenkeel
  evenkeel work --queue postgres://bench@db.example/evenkeel --name lab-1 --backend onnx-cpu,onnx-wasm
  evenkeel work --queue postgres://bench@db.example/evenkeel --until-empty       from a timer: what waits, then ends
  evenkeel work --queue postgres://bench@db.example/evenkeel --store postgres://bench@db.example/history

${exitCodes({
  good: "ended with nothing left to do (--until-empty), and every job that it did is good",
  bad: "some job failed or some cell of it did, a backend of --backend cannot run here, or the queue cannot be used",
})}`;

/** `evenkeel work`: does the jobs of a queue. */
export function workCommand(): Command {
  return new Command("work")
    .description("take experiments from a queue and run them here, one after another")
    .addOption(queueOption())
    .addOption(machineNameOption("--name <name>", "what this machine is called (default: by its fingerprint)"))
    .option("--backend <ids>", "take jobs for these backends alone (default: for every one that can run here)", list)
    .option("--store <place>", "the history: a file, or postgres://user@host/database (default: beside the queue)")
    .option("--runs <folder>", "where run folders lie, one worker at a time (default: reports/runs)")
    .option("--until-empty", "end when nothing waits that can run here")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      const progress = new ProgressLine();
      const { signal, release } = listenForSignals(() =>
        progress.log("stopping: ending the running cell and giving the job back (again to stop at once)"),
      );
      try {
        process.exitCode = await work(options, { progress, signal });
      } finally {
        release();
        progress.end();
      }
    });
}

interface Here {
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
}

/** The exit code. */
async function work(options: Options, { progress, signal }: Here): Promise<0 | 1> {
  const entries = options.backend?.map((id) => findBackend(id)) ?? registry;
  return withQueue(options, async (queue) => {
    const { runWorker, takePlace } = await import("@evenkeel/fleet");
    const place = await takePlace(options.runs === undefined ? runsFolder : userPath(options.runs, "--runs"));
    try {
      const onProbe = ({ id }: { readonly id: string }) => progress.show(`probing ${id}`, `probing ${id}`);
      const probed = await probeBackends(entries, cellModule, { signal, onProbe });
      const missing = missingOf(probed);
      if (options.backend !== undefined && missing.length > 0 && !signal.aborted) {
        for (const line of missing) progress.log(`cannot run here: ${line}`);
        return 1;
      }
      const { fingerprint } = await collectEnvironment(projectRoot);
      const offer = offerOf(probed, options, fingerprint);
      const takes = offer.backends.length === 0 ? "no backend" : offer.backends.join(", ");
      progress.log(
        `${offer.name} takes jobs of ${queue.shown} for ${takes}${offer.all ? ", and of all backends" : ""}`,
      );
      const tally = await runWorker({
        queue,
        offer,
        fingerprint,
        place,
        signal,
        performer: performerHere({
          progress,
          store: options.store ?? options.queue,
          machine: options.name ?? machineNameHere(undefined),
          runs: place.runsFolder,
        }),
        tell: (text) => progress.log(text),
        ...(options.untilEmpty === true && { untilEmpty: true }),
      });
      progress.log(
        `ended: ${tally.good} good, ${tally.bad} bad, ${tally["given-back"]} given back, ${tally.away} taken away`,
      );
      return tally.bad === 0 ? 0 : 1;
    } finally {
      place.release();
    }
  });
}

function offerOf(probed: readonly ProbedBackend[], { name, backend }: Options, fingerprint: string): Offer {
  const found = probed.filter(({ availability }) => availability.state === "available");
  return {
    name: name ?? `machine-${fingerprint.slice(0, 8)}`,
    backends: found.map(({ id }) => id),
    all: backend === undefined && found.length > 0,
  };
}

function missingOf(probed: readonly ProbedBackend[]): string[] {
  return probed.flatMap(({ id, availability }) =>
    availability.state === "unavailable" ? [`${id}: ${reasonText(availability)}`] : [],
  );
}
