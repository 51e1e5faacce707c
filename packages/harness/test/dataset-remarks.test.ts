import type { DatasetRemark } from "@evenkeel/core";
import { readRun } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startRun, type RunProgress, type StartRunOptions } from "../src/index.ts";
import { tinyDataset } from "./fixtures/experiment.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

describe("a dataset of which something is to be said", () => {
  it("keeps it in run.json, and how far it is decoded is told", async () => {
    const remarks: DatasetRemark[] = [{ kind: "no-image", count: 2, examples: ["a/x.txt", "b/y.txt"] }];
    const events: RunProgress[] = [];
    const datasets: StartRunOptions["datasets"] = (_name, _input, onProgress) => {
      onProgress?.(0.5);
      return Promise.resolve({ dataset: { ...tinyDataset, remarks }, licence: "CC0-1.0" });
    };
    const { folder } = await startRun(playedRun(root, { datasets, onProgress: (event) => events.push(event) }));
    const { workloads } = await readRun(folder);
    expect(workloads.map(({ dataset }) => dataset.remarks)).toEqual(workloads.map(() => remarks));
    const fractions = events.flatMap((event) =>
      event.kind === "working" && event.phase === "preparing" ? [event.fraction] : [],
    );
    expect(fractions).toContain(0.5);
  });

  it("says nothing where there is nothing to say", async () => {
    const { run } = await startRun(playedRun(root));
    for (const { dataset } of run.workloads) expect(dataset).not.toHaveProperty("remarks");
  });
});
