import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MeasurementName, TaskName } from "@evenkeel/core";
import { readSamples, runVersion, schemaVersion } from "@evenkeel/run-folder";
import { taskDefinition, type SamplesOf } from "@evenkeel/tasks";
import { describe, expect, test } from "vitest";
import { renderReport } from "@evenkeel/report";
import { publishedRuns, summaryOf } from "./published-runs.ts";

const stored = JSON.parse(await readFile(join(import.meta.dirname, "summaries.json"), "utf8")) as Record<
  string,
  object
>;

test("every published run has a stored summary: node test/published/write-summaries.ts", () => {
  expect(publishedRuns.map(([name]) => name)).toEqual(Object.keys(stored));
});

describe.each(publishedRuns)("the published run %s", (name, folder) => {
  test("reads as it was summarized", async () => {
    expect((await summaryOf(folder)).summary).toEqual(stored[name]);
  });

  test("gives its measurements again from its raw samples", async () => {
    const { data } = await summaryOf(folder);
    const older = (await runVersion(folder)) < schemaVersion;
    for (const { id, task, measurements } of data.run.cells) {
      const found = await readSamples(folder, id, task);
      if (found === null) continue;
      const samples = older ? byOwnWord(found) : found;
      for (const [measurement, { value, n }] of Object.entries(taskDefinition(task).measurements(samples))) {
        const recorded = measurements[measurement as MeasurementName];
        // Older runs did not record what backends say they computed.
        if (older && recorded === undefined && measurement.endsWith(".computeShare")) continue;
        expect(recorded?.value, `${id} ${measurement}`).toBeCloseTo(value, 9);
        const callsOfOlder = older && recorded?.counts === "calls" ? recorded.n : n;
        expect(recorded?.n, `${id} ${measurement}`).toBe(callsOfOlder);
      }
    }
  });

  test("renders", async () => {
    const html = await renderReport(folder);
    for (const workload of (await summaryOf(folder)).data.run.workloads) expect(html).toContain(workload.id);
  });
});

/** What a step takes was the backend's own word in a run of an older schema, whatever its samples hold beside it. */
function byOwnWord<T extends TaskName>(samples: SamplesOf<T>): SamplesOf<T> {
  if (!("machine" in samples)) return samples;
  const batches = samples.batches.map(({ batchSize, calls }) => ({
    batchSize,
    calls: calls.map(({ steps, computeMs }) => ({ steps, computeMs, callMs: computeMs })),
  }));
  return { ...samples, batches };
}
