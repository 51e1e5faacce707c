import { checkManifest, readRun, type Run } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ask, resumeRun, startRun, type RunProgress, type StartRunOptions } from "../src/index.ts";
import { jobs, type Job } from "../src/protocol/jobs.ts";
import { experiment } from "./fixtures/experiment.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { childModule, temporaryFolder } from "./fixtures/options.ts";
import { playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** A run whose reference kernel takes one of these times after the other, and what its processes were asked. */
function timed(times: readonly (number | null)[], changes: Partial<StartRunOptions> = {}) {
  const asked: string[] = [];
  const left = [...times];
  const { referenceTime: _, ...played } = playedRun(root, changes);
  const launcher = () =>
    new FakeProcess((job: Job, child) => {
      asked.push(job.kind === "cell" ? job.cell.task : job.kind);
      if (job.kind !== "reference-kernel") return replyLikeACell(job, child);
      const medianMs = left.shift() ?? null;
      if (medianMs === null) child.exit({ exitCode: 1 });
      else child.reply({ medianMs });
    });
  return { asked, options: { ...played, launcher } };
}

const kernelOf = ({ referenceKernel }: Run) => referenceKernel;

/** Interrupts a run when that cell begins. */
function interrupting(id: string): Pick<StartRunOptions, "signal" | "onProgress"> {
  const controller = new AbortController();
  const onProgress = (event: RunProgress) => {
    if (event.kind === "working" && event.id === id && event.phase === "loading") controller.abort();
  };
  return { signal: controller.signal, onProgress };
}

describe("the reference kernel", () => {
  it("runs alone before the first and after the last cell, and stands in the folder", async () => {
    const { asked, options } = timed([31.2504, 33]);
    const { folder, run } = await startRun(options);
    expect(run.referenceKernel).toEqual({ version: 1, beforeMs: 31.25, afterMs: 33 });
    expect(asked.filter((kind) => kind === "reference-kernel")).toHaveLength(2);
    expect(asked.slice(0, 3)).toEqual(["probe", "probe", "reference-kernel"]);
    expect(asked.at(-1)).toBe("reference-kernel");
    expect(await readRun(folder)).toEqual(run);
    await checkManifest(folder);
  });

  it("is there beside the controls of A/A", async () => {
    const { asked, options } = timed([31, 32], {
      experiment: { ...experiment, tasks: { latency: {} }, rounds: 2, aa: true },
    });
    const { run } = await startRun(options);
    expect(run.referenceKernel).toEqual({ version: 1, beforeMs: 31, afterMs: 32 });
    const controls = run.cells.filter(({ variant }) => variant.control === true);
    expect(controls.map(({ id, state }) => [id.endsWith(".aa"), state])).toEqual(
      Array.from({ length: 4 }, () => [true, "completed"]),
    );
    expect(asked.filter((kind) => kind === "reference-kernel")).toHaveLength(2);
  });

  it("that gives no time costs the run nothing", async () => {
    const neither = await startRun(timed([null], { out: `${root}/neither` }).options);
    expect(neither.run.state).toBe("finished");
    expect(neither.run).not.toHaveProperty("referenceKernel");
    const before = await startRun(timed([31, null], { out: `${root}/before` }).options);
    expect(kernelOf(before.run)).toEqual({ version: 1, beforeMs: 31, afterMs: null });
  });

  it("of a run that is interrupted and goes on is of its beginning and of its end", async () => {
    const { options } = timed([31, 32], interrupting("r1.evaluate.tiny.a.s7"));
    const interrupted = await startRun(options);
    expect(interrupted.run.state).toBe("interrupted");
    expect(kernelOf(interrupted.run)).toEqual({ version: 1, beforeMs: 31, afterMs: null });
    const { signal: _, onProgress: __, ...shared } = options;
    const { folder, run } = await resumeRun({ ...shared, folder: interrupted.folder });
    expect(kernelOf(run)).toEqual({ version: 1, beforeMs: 31, afterMs: 32 });
    const again = timed([40]);
    expect(kernelOf((await resumeRun({ ...again.options, folder })).run)).toEqual(kernelOf(run));
    expect(again.asked).toEqual([]);
  });

  it("takes its time in a real process", async () => {
    const options = { childModule, limits: { hardSeconds: 60 } };
    const outcome = await ask(jobs.referenceKernel, { kind: "reference-kernel" }, options);
    expect(outcome).toMatchObject({ state: "replied", reply: { medianMs: expect.any(Number) as number } });
  });
});

it("a machine's name stands in the run, and is no part of its fingerprint", async () => {
  const named = await startRun(timed([31, 31], { machineName: "lab 1, rack 3" }).options);
  expect(named.run.environment.machineName).toBe("lab 1, rack 3");
  expect((await readRun(named.folder)).environment.machineName).toBe("lab 1, rack 3");
  const nameless = await startRun(timed([31, 31], { out: `${root}/nameless` }).options);
  expect(nameless.run.environment).not.toHaveProperty("machineName");
  expect(named.run.fingerprint).toBe(nameless.run.fingerprint);
});
