import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cell } from "@evenkeel/core";
import { readRun, weightsFile } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resumeRun, startRun, type StartRunOptions } from "../src/index.ts";
import { readBatchOrder } from "../src/prepare/batch-order.ts";
import type { CellJob, Job } from "../src/protocol/jobs.ts";
import { weightsOf } from "./fixtures/cell-weights.ts";
import { experiment, seed } from "./fixtures/experiment.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { interruptedRun, playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

const options = (changes: Partial<StartRunOptions> = {}) => playedRun(root, changes);

describe("the baseline", () => {
  it("is measured once, and again only when its process failed", async () => {
    let baselines = 0;
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "baseline" && ++baselines === 1) child.exit({ exitCode: 1 });
        else replyLikeACell(job, child);
      });
    const { run } = await startRun(options({ launcher }));
    expect(baselines).toBe(2);
    expect(run.cells.map(({ measurements }) => measurements["memory.baselineRssBytes"]?.value)).toEqual([
      undefined,
      1e8,
      1e8,
      1e8,
      1e8,
      1e8,
    ]);
  });
});

describe("an experiment of too many cells", () => {
  it("is refused before any data is opened, any backend asked or any folder made", async () => {
    const touched: string[] = [];
    const refused = startRun({
      ...options({ experiment: { ...experiment, rounds: 1_000_000 } }),
      datasets: (name) => {
        touched.push(name);
        return Promise.reject(new Error("not to be opened"));
      },
      launcher: () => new FakeProcess((job) => void touched.push(job.kind)),
    });
    await expect(refused).rejects.toThrow(/the experiment has too many cells; expected at most 100000 cells/);
    expect(touched).toEqual([]);
    expect(await readdir(root)).toEqual([]);
  });
});

describe("cross-validation", () => {
  const folded = { ...experiment, tasks: { train: {} }, crossValidationFolds: 3, rounds: 3 };

  it("gives every round its fold, and orders for every count of training images", async () => {
    const jobs: Job[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell") jobs.push(job);
        replyLikeACell(job, child);
      });
    const { folder } = await startRun(options({ experiment: folded, launcher }));
    const folds = jobs.flatMap((job) => (job.kind === "cell" ? [[job.cell.round, job.fold?.fold]] : []));
    // The gate of each backend, and then a training of each in every round.
    expect(folds).toEqual([1, 1, 1, 1, 2, 2, 3, 3].map((round) => [round, round]));
    // 22 images in folds of 8, 7 and 7.
    for (const count of [14, 15])
      expect(await readBatchOrder(folder, { seed, trainCount: count, epoch: 2 })).toHaveLength(count);
  });

  it("splits alike for every seed, which has its own orders of every fold", async () => {
    const jobs: CellJob[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell" && job.cell.task === "train") jobs.push(job);
        replyLikeACell(job, child);
      });
    const twoSeeds = { ...folded, seeds: [seed, 8], backends: ["a"] };
    const { folder } = await startRun(options({ experiment: twoSeeds, launcher }));
    expect(jobs.map(({ cell, fold }) => [cell.seed, fold])).toEqual(
      [1, 2, 3].flatMap((fold) => [seed, 8].map((one) => [one, { folds: 3, fold, seed }])),
    );
    const orders = [seed, 8].map((one) => readBatchOrder(folder, { seed: one, trainCount: 15, epoch: 1 }));
    const [first, second] = await Promise.all(orders);
    expect(first).not.toEqual(second);
  });

  it("evaluates what was trained, and not what only its control trained before it", async () => {
    const jobs: CellJob[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell") jobs.push(job);
        replyLikeACell(job, child);
      });
    const tasks = { train: {}, evaluate: {} };
    const { run } = await startRun(options({ experiment: { ...folded, tasks, backends: ["a"], aa: true }, launcher }));
    expect(jobs.map(({ cell }) => cell.id).slice(4, 7)).toEqual([
      "r2.train.tiny.a.s7.aa",
      "r2.train.tiny.a.s7",
      "r2.evaluate.tiny.a.s7",
    ]);
    const evaluated = jobs.filter(({ cell }) => cell.task === "evaluate");
    expect(evaluated.map((job) => weightsOf(job).trainedIn)).toEqual(
      [1, 2, 3].map((round) => `r${round}.train.tiny.a.s7`),
    );
    expect(run.cells.every(({ state }) => state === "completed")).toBe(true);
  });

  it("refuses more folds than a class has images", async () => {
    const experimentOf8 = { ...folded, crossValidationFolds: 8, rounds: 8 };
    await expect(startRun(options({ experiment: experimentOf8 }))).rejects.toThrow(
      /dataset dots has too few training images for 8 folds; expected at least 8 of every class; got 7 in .*; add images, or ask for at most 7 folds/,
    );
  });
});

describe("rounds and seeds", () => {
  it("train once a seed; later rounds repeat the first seed for its times", async () => {
    const jobs: CellJob[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell") jobs.push(job);
        replyLikeACell(job, child);
      });
    const seeds = [1, 2];
    const twice = { ...experiment, tasks: { train: {}, evaluate: {} }, rounds: 3, seeds, backends: ["a"] };
    const { folder, run } = await startRun(options({ experiment: twice, launcher }));
    expect(jobs.map((job) => [job.cell.id, weightsOf(job).origin, job.cell.timesOnly === true])).toEqual([
      ["r1.gradients.tiny.a.s1", "initial", false],
      ["r1.train.tiny.a.s1", "initial", false],
      ["r1.train.tiny.a.s2", "initial", false],
      ["r1.evaluate.tiny.a.s1", "trained", false],
      ["r1.evaluate.tiny.a.s2", "trained", false],
      ["r2.train.tiny.a.s1", "initial", true],
      ["r3.train.tiny.a.s1", "initial", true],
    ]);
    for (const [index, one] of seeds.entries()) {
      const trainedBy = { backend: "a", round: 1 };
      expect(jobs.slice(3 + index, 4 + index).map((job) => weightsOf(job).file)).toEqual([
        weightsFile(folder, { workload: "tiny", seed: one, trainedBy }),
      ]);
      expect(existsSync(weightsFile(folder, { workload: "tiny", seed: one, trainedBy: null }))).toBe(true);
      expect(await readBatchOrder(folder, { seed: one, trainCount: 22, epoch: 2 })).toHaveLength(22);
    }
    const [info] = run.workloads;
    expect(new Set(Object.values(info?.initialWeights ?? {})).size).toBe(2);
  });
});

describe("a model that stands twice", () => {
  it("is two workloads, each with weights and training of its own, and proved apart", async () => {
    const jobs: CellJob[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell") jobs.push(job);
        replyLikeACell(job, child);
      });
    const tiny = { model: "tiny", dataset: "dots" };
    const schedule = { kind: "cosine", warmUpEpochs: 0.5 } as const;
    const workloads = [
      { ...tiny, id: "plain", epochs: 2 },
      { ...tiny, id: "flipped", epochs: 1, augmentation: { flip: true }, schedule },
    ];
    const twice = { ...experiment, workloads, tasks: { train: {}, evaluate: {} }, backends: ["a"] };
    const { folder, run } = await startRun(options({ experiment: twice, launcher }));
    expect(run.models).toHaveLength(1);
    expect(run.workloads.map(({ id, epochs, schedule: own }) => [id, epochs, own])).toEqual([
      ["plain", 2, undefined],
      ["flipped", 1, schedule],
    ]);
    const fileOf = (workload: string, task: Cell["task"]) =>
      weightsFile(folder, { workload, seed, trainedBy: task === "evaluate" ? { backend: "a", round: 1 } : null });
    const told = jobs.map(({ cell, model, augmentation }) => {
      if (model.kind !== "spec") throw new Error("a network of the zoo");
      const {
        spec: { recipe },
        weights,
      } = model;
      return [cell.id, recipe.epochs, recipe.schedule, augmentation, weights.file];
    });
    const expected = [["plain", 2, undefined, null] as const, ["flipped", 1, schedule, { flip: true }] as const].map(
      ([id, ...how]) =>
        (["gradients", "train", "evaluate"] as const).map((task) => [
          `r1.${task}.${id}.a.s7`,
          ...how,
          fileOf(id, task),
        ]),
    );
    expect(told).toEqual(expected.flat());
    expect(await readRun(folder)).toEqual(run);
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
        } else replyLikeACell(job, child);
      });
    await expect(startRun(options({ launcher }))).rejects.toThrow("x: cannot be written; got ENOSPC");
    const folder = join(root, "run");
    expect((await readRun(folder)).cells).toHaveLength(4);
    expect((await resumeRun({ ...options(), folder })).run.state).toBe("finished");
  });

  it("loses its journal's place to a folder: the line says which file", async () => {
    const { folder } = await interruptedRun(root, "r1.evaluate.tiny.a.s7");
    await rm(join(folder, "journal.jsonl"));
    await mkdir(join(folder, "journal.jsonl"));
    await expect(resumeRun({ ...options(), folder })).rejects.toThrow(/journal\.jsonl: cannot be read; got EISDIR/);
  });
});

describe("what a backend's libraries take on the disk", () => {
  it("is recorded of each that can run here and tells it, when the run begins and when it goes on", async () => {
    const asked: string[] = [];
    const installedBytes = async (id: string) => {
      asked.push(id);
      return id === "a" ? 123 : null;
    };
    const { run, folder } = await startRun(options({ installedBytes }));
    const told = Object.fromEntries(run.backends.map((backend) => [backend.id, backend.installedBytes]));
    expect(told["a"]).toBe(123);
    expect(Object.values(told).filter((bytes) => bytes !== undefined)).toEqual([123]);
    const here = run.backends.filter(({ runtime }) => runtime !== null).map(({ id }) => id);
    expect(asked).toEqual(here);
    expect((await readRun(folder)).backends).toEqual(run.backends);
  });
});
