import { systemClock } from "../clock.ts";
import { referenceKernelMs } from "../machine/reference-kernel.ts";
import { ownPeakRssBytes } from "../memory.ts";
import { jobs } from "../protocol/jobs.ts";
import { readDataset } from "../store/read-dataset.ts";
import { runFolderStore } from "../store/run-folder-store.ts";
import type { RunChecks } from "../tasks/gradients.ts";
import { jobHandler, type JobHandler } from "./job-handler.ts";
import { probe } from "./probe.ts";
import { runCell } from "./run-cell.ts";

/** Whether a backend can run here. */
const probeHandler = jobHandler(jobs.probe, ({ backend }, { loadBackend }) =>
  probe(backend, () => loadBackend(backend)),
);

/** Holds what every cell holds, and says how much memory that is. */
const baselineHandler = jobHandler(jobs.baseline, async (job) => {
  const dataset = await readDataset(job);
  const peakRssBytes = await ownPeakRssBytes();
  if (dataset.test.count === 0) throw new Error(`${job.datasetFolder}: no test images`);
  return { peakRssBytes };
});

/** In a process that nothing else has run in, as every cell has one of its own. */
const referenceKernelHandler = jobHandler(jobs.referenceKernel, () =>
  Promise.resolve({ medianMs: referenceKernelMs(systemClock) }),
);

/** What `evenkeel check` asks of one backend. */
function checksHandler(runChecks: RunChecks): JobHandler {
  return jobHandler(jobs.checks, async ({ backend, layers, models, random, threads }, { loadBackend, reporter }) => {
    const checks = await runChecks(await loadBackend(backend), {
      layers: new Set(layers),
      models,
      random,
      threads,
      onCheck: ({ subject }, done, of) => reporter.tell(subject, done / of, () => ({})),
    });
    return { checks };
  });
}

function cellHandler(runChecks: RunChecks): JobHandler {
  return jobHandler(jobs.cell, (job, tools) =>
    runCell(job, { ...tools, runChecks, store: runFolderStore(job), clock: systemClock }),
  );
}

/** The jobs of the harness itself. */
export function ownJobs(runChecks: RunChecks): JobHandler[] {
  return [probeHandler, baselineHandler, referenceKernelHandler, cellHandler(runChecks), checksHandler(runChecks)];
}
