import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cell, Dataset } from "@evenkeel/core";
import { checkManifest, readRun, weightsFile, type Run } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resumeRun, startRun, type RunProgress, type StartRunOptions } from "../src/index.ts";
import { experiment, seed, tinyDataset } from "./fixtures/experiment.ts";
import { fakeRuntime } from "./fixtures/fake-backend.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { environment, temporaryFolder } from "./fixtures/options.ts";
import { interruptedRun, playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

const options = (changes: Partial<StartRunOptions> = {}) => playedRun(root, changes);

/** Of all cells but the gate's. */
const statesOf = ({ cells }: Run) => cells.filter(({ task }) => task !== "gradients").map(({ state }) => state);

const taskOf = ({ round, task }: Cell) => `r${round}.${task}`;
const isNew = (one: string, index: number, all: readonly string[]) => all[index - 1] !== one;

describe("an interrupted run", () => {
  it("keeps what is settled, is readable, and goes on with the rest alone", async () => {
    const { folder, run } = await interruptedRun(root, "r1.evaluate.tiny.a.s7");
    expect(run.state).toBe("interrupted");
    expect(run.cells.map(({ id }) => id)).toEqual([
      "r1.gradients.tiny.a.s7",
      "r1.gradients.tiny.b.s7",
      "r1.train.tiny.a.s7",
      "r1.train.tiny.b.s7",
    ]);
    expect(await readRun(folder)).toEqual(run);
    expect(await readFile(join(folder, "journal.jsonl"), "utf8")).toBe("");
    expect(await readFile(join(folder, "index.html"), "utf8")).toBe("<p>a report</p>");
    await checkManifest(folder);
    const jobs: string[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        jobs.push(job.kind === "cell" ? job.cell.id : job.kind);
        replyLikeACell(job, child);
      });
    const resumed = await resumeRun({ ...options({ launcher }), folder });
    expect(jobs).toEqual(["baseline", "r1.evaluate.tiny.a.s7", "r1.evaluate.tiny.b.s7"]);
    expect(resumed.run.state).toBe("finished");
    expect(resumed.run.cells.slice(0, 4)).toEqual(run.cells);
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
        if (job.kind === "cell" && job.cell.backend === "b" && job.cell.task !== "gradients") {
          child.finish({ kind: "error", code: "backend", message: "out of luck", remedy: null });
        } else replyLikeACell(job, child);
      });
    const { folder, run } = await startRun(options({ launcher }));
    expect(statesOf(run)).toEqual(["completed", "failed", "completed", "failed"]);
    expect((await resumeRun({ ...options(), folder })).run.cells).toEqual(run.cells);
    const redone = await resumeRun({ ...options(), folder, redoTroubled: true });
    expect(statesOf(redone.run)).toEqual(["completed", "completed", "completed", "completed"]);
    expect(await readRun(folder)).toEqual(redone.run);
  });
});

describe("a resumed run", () => {
  it("asks again a backend that could not run, and runs its cells", async () => {
    let killed = true;
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "probe" && job.backend === "b" && killed) child.exit({ exitCode: null, signal: "SIGKILL" });
        else replyLikeACell(job, child);
      });
    const { folder, run } = await startRun(options({ launcher }));
    expect(statesOf(run)).toEqual(["completed", "unavailable", "completed", "unavailable"]);
    killed = false;
    const resumed = await resumeRun({ ...options({ launcher }), folder });
    expect(statesOf(resumed.run)).toEqual(["completed", "completed", "completed", "completed"]);
    expect(resumed.run.backends.map(({ reason }) => reason)).toEqual([null, null]);
    expect(await readRun(folder)).toEqual(resumed.run);
  });

  it.each([
    { threads: [1, "default"], takesThreads: false, due: ["t1"] },
    { threads: [2, 4], takesThreads: false, due: [""] },
    { threads: [1, "default"], takesThreads: true, due: ["t1", ""] },
  ] as const)("plans $threads of a backend as it is found then, takesThreads $takesThreads", async (given) => {
    const { threads, takesThreads, due } = given;
    let killed = true;
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind !== "probe" || job.backend !== "b") replyLikeACell(job, child);
        else if (killed) child.exit({ exitCode: null, signal: "SIGKILL" });
        else child.reply({ state: "available", takesThreads, runtime: { ...fakeRuntime, threads: 8 } });
      });
    const changed = { ...experiment, tasks: { train: {}, latency: {} }, threads: [...threads], rounds: 2 };
    const { folder, run } = await startRun(options({ launcher, experiment: changed }));
    killed = false;
    const resumed = (await resumeRun({ ...options({ launcher }), folder })).run;
    const of = ({ plan }: Run, backend: string) => plan.filter((cell) => cell.backend === backend);
    expect(of(resumed, "a")).toEqual(of(run, "a"));
    const suffixes = due.map((one) => (one === "" ? "" : `.${one}`));
    const expected = [1, 2].flatMap((round) =>
      (round === 1 ? ["gradients", "latency", "train"] : ["latency", "train"]).flatMap((task) =>
        suffixes.map((suffix) => `r${round}.${task}.tiny.b${suffix}.s7`),
      ),
    );
    expect(
      of(resumed, "b")
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(expected.toSorted());
    expect(resumed.plan.map(taskOf).filter(isNew)).toEqual(run.plan.map(taskOf).filter(isNew));
    expect(resumed.cells.map(({ id }) => id)).toEqual(resumed.plan.map(({ id }) => id));
    expect(resumed.cells.every(({ state }) => state === "completed")).toBe(true);
    expect(await readRun(folder)).toEqual(resumed);
    await checkManifest(folder);
  });

  it("says of one that still cannot what is so now", async () => {
    const saying = (message: string) => () =>
      new FakeProcess((job, child) => {
        const unavailable = { state: "unavailable", reason: "broken", message, remedy: null };
        if (job.kind === "probe" && job.backend === "b") child.reply(unavailable);
        else replyLikeACell(job, child);
      });
    const { folder } = await startRun(options({ launcher: saying("then") }));
    const { run } = await resumeRun({ ...options({ launcher: saying("now") }), folder });
    const reasons = run.cells.flatMap((cell) => (cell.state === "unavailable" ? [cell.reason.message] : []));
    expect(reasons).toEqual(["now", "now", "now"]);
  });

  it.each(["crashed", "out-of-memory"])("redoes a cell that says that what it computes in was %s", async (code) => {
    let fails = true;
    const launcher = () =>
      new FakeProcess((job, child) => {
        const isHit = job.kind === "cell" && job.cell.id === "r1.train.tiny.b.s7" && fails;
        if (isHit) child.finish({ kind: "error", code, message: "its Python process ended", remedy: null });
        else replyLikeACell(job, child);
      });
    const { folder, run } = await startRun(options({ launcher }));
    expect(statesOf(run)).toEqual(["completed", "failed", "completed", "completed"]);
    fails = false;
    const resumed = await resumeRun({ ...options({ launcher }), folder });
    expect(statesOf(resumed.run)).toEqual(["completed", "completed", "completed", "completed"]);
  });

  it("evaluates again what it trains again, of the same seed", async () => {
    const failing = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell" && job.cell.id === "r1.train.tiny.b.s7") child.exit({ exitCode: 1 });
        else replyLikeACell(job, child);
      });
    const twoSeeds = { ...experiment, tasks: { train: {}, evaluate: {} }, seeds: [seed, 8] };
    const { folder, run } = await startRun(options({ launcher: failing, experiment: twoSeeds }));
    expect(statesOf(run)).toEqual(["completed", "failed", ...Array<string>(6).fill("completed")]);
    const jobs: unknown[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell")
          jobs.push([job.cell.id, job.model.kind === "spec" ? job.model.weights.origin : "given"]);
        replyLikeACell(job, child);
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
        if (job.kind !== "cell" || job.cell.task !== "train") return replyLikeACell(job, child);
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
    const { folder } = await interruptedRun(root, "r1.evaluate.tiny.a.s7");
    const manifests: boolean[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        manifests.push(existsSync(join(folder, "manifest.sha256")));
        replyLikeACell(job, child);
      });
    await resumeRun({ ...options({ launcher }), folder });
    expect(manifests).toEqual([false, false, false]);
  });
});

describe("resumeRun refuses", () => {
  let folder: string;

  beforeEach(async () => {
    ({ folder } = await interruptedRun(root, "r1.evaluate.tiny.a.s7"));
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

  it("a run of an older schema", async () => {
    const file = join(folder, "run.json");
    const { workloads: _, experiment: now, models, plan, ...rest } = JSON.parse(await readFile(file, "utf8")) as Run;
    const [workload] = now.workloads;
    const version1 = {
      ...rest,
      schemaVersion: 1,
      experiment: {
        ...now,
        workloads: [{ ...workload, id: undefined }],
        tasks: ["train"],
        seed,
        seeds: undefined,
        threads: null,
        throughputBatchSizes: [1],
      },
      models: models.map((model) => ({ ...model, initialWeightsSha256: "x" })),
      datasets: { tiny: _[0]?.dataset },
      plan: plan.map(({ id, backend, model, dataset, task, round }) => ({ id, backend, model, dataset, task, round })),
      cells: [],
    };
    await writeFile(file, JSON.stringify(version1));
    await rm(join(folder, "run.lock"));
    await expect(resumeRun({ ...options(), folder })).rejects.toThrow(
      /the run began with an older Evenkeel; expected schema version \d; got schema version 1; begin a new run/,
    );
    expect(existsSync(join(folder, "run.lock"))).toBe(false);
  });

  it("a damaged run folder", async () => {
    await writeFile(join(folder, "run.json"), "{");
    await expect(resumeRun({ ...options(), folder })).rejects.toThrow(/run\.json: damaged/);
  });
});
