import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset } from "@evenkeel/core";
import { checkManifest, readRun, weightsFile } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resumeRun, startRun, type RunProgress, type StartRunOptions } from "../src/index.ts";
import type { Job } from "../src/protocol/jobs.ts";
import { readBatchOrder } from "../src/prepare/batch-order.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { experiment, seed, tinyDataset, tinyModel } from "./fixtures/experiment.ts";
import { environment, sharedOptions, temporaryFolder } from "./fixtures/options.ts";
import { answerLikeACell } from "./fixtures/fake-answers.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** A run of two backends whose processes are played: no time, no processes. */
function options(changes: Partial<StartRunOptions> = {}): StartRunOptions {
  return {
    ...sharedOptions(root, ["a", "b"]),
    experiment: { ...experiment, tasks: { train: {}, evaluate: {} } },
    models: [tinyModel],
    runsFolder: join(root, "runs"),
    out: join(root, "run"),
    command: ["evenkeel", "run"],
    launcher: () => new FakeProcess(answerLikeACell),
    ...changes,
  };
}

/** Starts a run and aborts it when the given cell begins. */
async function interruptedAt(id: string) {
  const controller = new AbortController();
  const onProgress = (event: RunProgress) => {
    if (event.kind === "working" && event.id === id && event.phase === "loading") controller.abort();
  };
  return startRun(options({ signal: controller.signal, onProgress }));
}

describe("the baseline", () => {
  it("is measured once, and again only when its process failed", async () => {
    let baselines = 0;
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "baseline" && ++baselines === 1) child.exit({ exitCode: 1 });
        else answerLikeACell(job, child);
      });
    const { run } = await startRun(options({ launcher }));
    expect(baselines).toBe(2);
    expect(run.cells.map(({ measurements }) => measurements["memory.baselineRssBytes"]?.value)).toEqual([
      undefined,
      1e8,
      1e8,
      1e8,
    ]);
  });
});

describe("cross-validation", () => {
  const folded = { ...experiment, tasks: { train: {} }, crossValidationFolds: 3, rounds: 3 };

  it("gives every round its fold, and orders for every count of training images", async () => {
    const jobs: Job[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell") jobs.push(job);
        answerLikeACell(job, child);
      });
    const { folder } = await startRun(options({ experiment: folded, launcher }));
    const folds = jobs.flatMap((job) => (job.kind === "cell" ? [[job.cell.round, job.fold?.fold]] : []));
    expect(folds).toEqual([1, 1, 2, 2, 3, 3].map((round) => [round, round]));
    // 22 images in folds of 8, 7 and 7.
    for (const count of [14, 15])
      expect(await readBatchOrder(folder, { seed, trainCount: count, epoch: 2 })).toHaveLength(count);
  });

  it("refuses more folds than a class has images", async () => {
    const experimentOf8 = { ...folded, crossValidationFolds: 8, rounds: 8 };
    await expect(startRun(options({ experiment: experimentOf8 }))).rejects.toThrow(
      "dataset dots cannot be split for cross-validation: folds: expected 2 to 7, the samples of class 1; got 8",
    );
  });
});

describe("an interrupted run", () => {
  it("keeps what is settled, is readable, and goes on with the rest alone", async () => {
    const { folder, run } = await interruptedAt("r1.evaluate.tiny.a.s7");
    expect(run.state).toBe("interrupted");
    expect(run.cells.map(({ id }) => id)).toEqual(["r1.train.tiny.a.s7", "r1.train.tiny.b.s7"]);
    expect(await readRun(folder)).toEqual(run);
    expect(await readFile(join(folder, "index.html"), "utf8")).toBe("<p>a report</p>");
    await checkManifest(folder);
    const jobs: string[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        jobs.push(job.kind === "cell" ? job.cell.id : job.kind);
        answerLikeACell(job, child);
      });
    const resumed = await resumeRun({ ...options({ launcher }), folder });
    expect(jobs).toEqual(["baseline", "r1.evaluate.tiny.a.s7", "r1.evaluate.tiny.b.s7"]);
    expect(resumed.run.state).toBe("finished");
    expect(resumed.run.cells.slice(0, 2)).toEqual(run.cells);
    expect(await readRun(folder)).toEqual(resumed.run);
    await checkManifest(folder);
  });

  it("has nothing to go on with before its first cell, and leaves nothing behind", async () => {
    const aborted = AbortSignal.abort();
    await expect(startRun(options({ signal: aborted }))).rejects.toThrow(/interrupted before the first cell/);
    await expect(readRun(join(root, "run"))).rejects.toThrow(/not a run folder/);
  });

  it("runs failed cells again only when asked", async () => {
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell" && job.cell.backend === "b") {
          child.finish({ kind: "error", code: "backend", message: "out of luck", remedy: null });
        } else answerLikeACell(job, child);
      });
    const { folder, run } = await startRun(options({ launcher }));
    expect(run.cells.map(({ state }) => state)).toEqual(["completed", "failed", "completed", "failed"]);
    expect((await resumeRun({ ...options(), folder })).run.cells).toEqual(run.cells);
    const redone = await resumeRun({ ...options(), folder, redoTroubled: true });
    expect(redone.run.cells.map(({ state }) => state)).toEqual(["completed", "completed", "completed", "completed"]);
    expect(await readRun(folder)).toEqual(redone.run);
  });
});

describe("a resumed run", () => {
  it("evaluates again what it trains again", async () => {
    const failing = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell" && job.cell.id === "r1.train.tiny.b.s7") child.exit({ exitCode: 1 });
        else answerLikeACell(job, child);
      });
    const { folder, run } = await startRun(options({ launcher: failing }));
    expect(run.cells.map(({ state }) => state)).toEqual(["completed", "failed", "completed", "completed"]);
    const jobs: unknown[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell") jobs.push([job.cell.id, job.weights.origin]);
        answerLikeACell(job, child);
      });
    await resumeRun({ ...options({ launcher }), folder });
    expect(jobs).toEqual([
      ["r1.train.tiny.b.s7", "initial"],
      ["r1.evaluate.tiny.b.s7", "trained"],
    ]);
  });

  it("forgets what it runs again, also when it is stopped before that", async () => {
    const failing = () =>
      new FakeProcess((job, child) => {
        if (job.kind !== "cell" || job.cell.task !== "train") return answerLikeACell(job, child);
        return child.finish({ kind: "error", code: "backend", message: "out of luck", remedy: null });
      });
    const { folder } = await startRun(options({ launcher: failing }));
    const controller = new AbortController();
    const onProgress = (event: RunProgress) => {
      if (event.kind === "settled") controller.abort();
    };
    const { run } = await resumeRun({
      ...options({ signal: controller.signal, onProgress }),
      folder,
      redoTroubled: true,
    });
    expect(run.state).toBe("interrupted");
    expect(run.cells.find(({ id }) => id === "r1.train.tiny.b.s7")).toBeUndefined();
    expect(await readRun(folder)).toEqual(run);
  });

  it("has no manifest while it goes on: the one of its interruption is no longer true", async () => {
    const { folder } = await interruptedAt("r1.evaluate.tiny.a.s7");
    const manifests: boolean[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        manifests.push(existsSync(join(folder, "manifest.sha256")));
        answerLikeACell(job, child);
      });
    await resumeRun({ ...options({ launcher }), folder });
    expect(manifests).toEqual([false, false, false]);
  });
});

describe("resumeRun refuses", () => {
  let folder: string;

  beforeEach(async () => {
    ({ folder } = await interruptedAt("r1.evaluate.tiny.a.s7"));
  });

  it("data that changed", async () => {
    const pixels = tinyDataset.train.pixels.map((pixel) => 255 - pixel);
    const dataset: Dataset = { ...tinyDataset, train: { ...tinyDataset.train, pixels } };
    const datasets = () => Promise.resolve({ dataset, licence: "CC0-1.0" });
    await expect(resumeRun({ ...options({ datasets }), folder })).rejects.toThrow(
      /dataset dots is no longer what the run began with; expected sha256/,
    );
  });

  it("initial weights that changed", async () => {
    const file = weightsFile(folder, { workload: "tiny", seed, trainedBy: null });
    const bytes = await readFile(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(file, bytes);
    await expect(resumeRun({ ...options(), folder })).rejects.toThrow(
      /tiny\.s7\.initial\.safetensors: not the initial weights/,
    );
  });

  it("another machine", async () => {
    const other = () => Promise.resolve({ ...environment, fingerprint: "fedcba9876543210" });
    await expect(resumeRun({ ...options({ environment: other }), folder })).rejects.toThrow(
      /began on another machine.*got fedcba9876543210/,
    );
  });

  it("a damaged run folder", async () => {
    await writeFile(join(folder, "run.json"), "{");
    await expect(resumeRun({ ...options(), folder })).rejects.toThrow(/run\.json: damaged/);
  });
});

describe("a run folder that cannot be written", () => {
  it("is named before anything is measured", async () => {
    await writeFile(join(root, "file"), "");
    const jobs: string[] = [];
    const launcher = () => new FakeProcess((job) => jobs.push(job.kind));
    const bad = startRun(options({ out: join(root, "file", "run"), launcher }));
    await expect(bad).rejects.toThrow(/cannot be written/);
    expect(jobs).toEqual([]);
  });

  it("in the middle costs nothing that was measured", async () => {
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell" && job.cell.id === "r1.evaluate.tiny.a.s7") {
          child.finish({
            kind: "error",
            code: "run-folder",
            message: "x: cannot be written; got ENOSPC",
            remedy: null,
          });
        } else answerLikeACell(job, child);
      });
    await expect(startRun(options({ launcher }))).rejects.toThrow("x: cannot be written; got ENOSPC");
    const folder = join(root, "run");
    expect((await readRun(folder)).cells).toHaveLength(2);
    expect((await resumeRun({ ...options(), folder })).run.state).toBe("finished");
  });

  it("loses its journal's place to a folder: the line says which file", async () => {
    const { folder } = await interruptedAt("r1.evaluate.tiny.a.s7");
    await rm(join(folder, "journal.jsonl"));
    await mkdir(join(folder, "journal.jsonl"));
    await expect(resumeRun({ ...options(), folder })).rejects.toThrow(/journal\.jsonl: cannot be read; got EISDIR/);
  });
});
