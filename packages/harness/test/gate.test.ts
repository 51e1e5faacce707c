import { join } from "node:path";
import type { CellResult } from "@evenkeel/core";
import { readSamples } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkBackend, resumeRun, startRun, type RunOutcome, type StartRunOptions } from "../src/index.ts";
import type { Job } from "../src/protocol/jobs.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { experiment, tinyModel } from "./fixtures/experiment.ts";
import { childModule, sharedOptions, temporaryFolder } from "./fixtures/options.ts";

let root: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

const tasks: Experiment["tasks"] = { train: {}, evaluate: {} };

function options(backends: readonly string[], changes: Partial<StartRunOptions> = {}): StartRunOptions {
  return {
    ...sharedOptions(root, backends),
    experiment: { ...experiment, tasks },
    models: [tinyModel],
    runsFolder: join(root, "runs"),
    out: join(root, "run"),
    command: ["evenkeel", "run"],
    ...changes,
  };
}

const states = ({ run }: RunOutcome) => run.cells.map(({ id, state }) => `${id}: ${state}`);
const find = ({ run }: RunOutcome, id: string) => run.cells.find((cell) => cell.id === id) as CellResult;

describe("the gradient gate in a run", () => {
  it("keeps a wrong backend's training out of the comparison, and says which check failed", async () => {
    const outcome = await startRun(options(["good", "wrong"]));
    expect(states(outcome)).toEqual([
      "r1.gradients.tiny.good.s7: completed",
      "r1.gradients.tiny.wrong.s7: completed",
      "r1.train.tiny.good.s7: completed",
      "r1.train.tiny.wrong.s7: not-comparable",
      "r1.evaluate.tiny.good.s7: completed",
      "r1.evaluate.tiny.wrong.s7: not-comparable",
    ]);
    expect(find(outcome, "r1.gradients.tiny.wrong.s7").measurements).toMatchObject({
      "gradients.checks": { value: 2 },
      "gradients.failedChecks": { value: 1 },
      "gradients.maxRelativeError": { value: 0.5 },
    });
    expect(find(outcome, "r1.train.tiny.wrong.s7")).toMatchObject({
      measurements: {},
      reason: {
        code: "gradients",
        message:
          "it fails the gradient gate in 1 of 2 checks, cell r1.gradients.tiny.wrong.s7; the first, " +
          "model/tiny/gradients: logits.kernel is off by half",
        remedy: "more by: npx -y pnpm@12 evenkeel check --backend wrong --model tiny",
      },
    });
    const samples = await readSamples(outcome.folder, "r1.gradients.tiny.wrong.s7", "gradients");
    expect(samples?.checks.map(({ verdict }) => verdict)).toEqual(["passed", "failed"]);
  });

  it("keeps out the thread count that a backend is wrong at, and no other", async () => {
    const outcome = await startRun(
      options(["wrong-on-two"], { experiment: { ...experiment, tasks: { train: {} }, threads: [1, 2] } }),
    );
    expect(states(outcome)).toEqual([
      "r1.gradients.tiny.wrong-on-two.t1.s7: completed",
      "r1.gradients.tiny.wrong-on-two.t2.s7: completed",
      "r1.train.tiny.wrong-on-two.t1.s7: completed",
      "r1.train.tiny.wrong-on-two.t2.s7: not-comparable",
    ]);
  });

  it("stands once for all rounds", async () => {
    const rounds = { ...experiment, tasks: { gradients: {}, latency: {} }, rounds: 2 };
    const outcome = await startRun(
      options(["a"], { experiment: rounds, launcher: () => new FakeProcess(replyLikeACell) }),
    );
    expect(states(outcome).filter((line) => line.includes("gradients"))).toHaveLength(1);
  });

  it("does not hold back what needs no training", async () => {
    const outcome = await startRun(
      options(["wrong"], {
        experiment: { ...experiment, tasks: { gradients: {}, evaluate: {}, latency: {} }, budgetSeconds: 2 },
      }),
    );
    expect(states(outcome).map((line) => line.split(": ")[1])).toEqual(["completed", "completed", "completed"]);
  });
});

describe("a gate that did not come to its end", () => {
  const passed = { value: 0, unit: "checks", n: 1, basis: "measured" } as const;
  /** Plays a gate that dies as often as told, and then passes. */
  function dying(times: number) {
    let left = times;
    const jobs: Job[] = [];
    const launcher = () =>
      new FakeProcess((job, child) => {
        jobs.push(job);
        const isGate = job.kind === "cell" && job.cell.task === "gradients";
        if (!isGate) return replyLikeACell(job, child);
        if (left-- > 0) return child.exit({ exitCode: 9 });
        return child.reply({
          runtime: job.probed,
          measurements: { "gradients.failedChecks": passed },
          limits: [],
          peakRssBytes: 2e8,
        });
      });
    return { launcher, jobs };
  }

  it("proves nothing; resuming asks again, and opens what rested on it", async () => {
    const { launcher } = dying(1);
    const first = await startRun(options(["a"], { launcher }));
    expect(states(first)).toEqual([
      "r1.gradients.tiny.a.s7: failed",
      "r1.train.tiny.a.s7: not-comparable",
      "r1.evaluate.tiny.a.s7: not-comparable",
    ]);
    expect(find(first, "r1.train.tiny.a.s7")).toMatchObject({
      reason: { message: expect.stringContaining("not proved, cell r1.gradients.tiny.a.s7: ") },
    });
    const again = await resumeRun({ ...options(["a"], { launcher }), folder: first.folder });
    expect(states(again).map((line) => line.split(": ")[1])).toEqual(["completed", "completed", "completed"]);
  });
});

describe("a gate that failed", () => {
  /** Plays a gate that finds so many checks wrong. */
  const finding = (failed: number) => () =>
    new FakeProcess((job, child) => {
      if (job.kind !== "cell" || job.cell.task !== "gradients") return replyLikeACell(job, child);
      const count = { value: failed, unit: "checks", n: 9, basis: "measured" } as const;
      const measurements = { "gradients.failedChecks": count };
      return child.reply({
        runtime: job.probed,
        measurements,
        limits: [],
        peakRssBytes: 2e8,
      });
    });

  it("is asked again by --redo alone, and then lets train what it held back, in all seeds and rounds", async () => {
    const rounds = { ...experiment, tasks: { train: {} }, rounds: 2, seeds: [7, 8] };
    const first = await startRun(options(["a"], { experiment: rounds, launcher: finding(1) }));
    const failed = ["completed", "not-comparable", "not-comparable", "not-comparable"];
    expect(first.run.cells.map(({ state }) => state)).toEqual(failed);
    const plain = await resumeRun({ ...options(["a"], { launcher: finding(0) }), folder: first.folder });
    expect(plain.run.cells.map(({ state }) => state)).toEqual(failed);
    const redone = { ...options(["a"], { launcher: finding(0) }), folder: first.folder, redoTroubled: true };
    expect((await resumeRun(redone)).run.cells.map(({ state }) => state)).toEqual(Array(4).fill("completed"));
  });
});

describe("checkBackend", () => {
  const ask = (backend: string, launcherSignal?: AbortSignal) =>
    checkBackend({
      backend,
      childModule,
      layers: ["dense"],
      models: [tinyModel],
      threads: null,
      signal: launcherSignal,
    });

  it("asks the gate in a process of its own", async () => {
    const outcome = await ask("wrong");
    expect(outcome).toMatchObject({ state: "checked", checks: [{ verdict: "passed" }, { verdict: "failed" }] });
  });

  it("says how the process failed", async () => {
    expect(await ask("missing")).toMatchObject({
      state: "failed",
      reason: { code: "unexpected", message: expect.stringContaining("fake-library") },
    });
  });

  it("stops when asked", async () => {
    expect(await ask("good", AbortSignal.abort())).toMatchObject({ state: "interrupted" });
  });
});
