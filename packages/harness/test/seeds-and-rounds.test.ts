import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeSafetensors } from "@evenkeel/models";
import { checkManifest, readBytes, readRun, readSamples, weightsFile } from "@evenkeel/run-folder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Reporter } from "../src/child/reporter.ts";
import { runCell } from "../src/child/run-cell.ts";
import { startRun, type RunOutcome } from "../src/index.ts";
import type { CellJob } from "../src/protocol/jobs.ts";
import { runFolderStore } from "../src/store/run-folder-store.ts";
import { testImages } from "../src/tasks/batches.ts";
import { top1Accuracy } from "../src/tasks/predict-test-set.ts";
import { experiment, tinyDataset, tinyModel } from "./fixtures/experiment.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { fakeBackend } from "./fixtures/fake-backend.ts";
import { fakeChecks } from "./fixtures/fake-checks.ts";
import { FakeClock } from "./fixtures/fake-clock.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { sharedOptions, temporaryFolder } from "./fixtures/options.ts";

let root: Awaited<ReturnType<typeof temporaryFolder>>;
let outcome: RunOutcome;

/** Does a cell in this process, with a backend that really learns and takes 10 ms for whatever it does. */
function perform(job: CellJob) {
  const clock = new FakeClock();
  const backend = fakeBackend(job.cell.backend, { onWork: () => clock.advance(10), nowMs: () => clock.nowMs() });
  const reporter = new Reporter(() => Promise.resolve(), clock);
  const loadBackend = () => Promise.resolve(backend);
  return runCell(job, { loadBackend, runChecks: fakeChecks, store: runFolderStore(job), clock, reporter });
}

beforeAll(async () => {
  root = await temporaryFolder();
  const launcher = () =>
    new FakeProcess((job, child) => {
      if (job.kind === "cell") void perform(job).then((reply) => child.reply(reply));
      else replyLikeACell(job, child);
    });
  outcome = await startRun({
    ...sharedOptions(root.folder, ["good"]),
    experiment: { ...experiment, tasks: { train: {}, evaluate: {} }, rounds: 3, seeds: [1, 2] },
    models: [tinyModel],
    runsFolder: root.folder,
    command: ["evenkeel", "run"],
    launcher,
  });
});
afterAll(() => root.remove());

const cells = (task: string) => outcome.run.cells.filter((cell) => cell.task === task);
const trainedFile = (seed: number, round = 1) =>
  weightsFile(outcome.folder, { workload: "tiny", seed, trainedBy: { backend: "good", round } });
const trainedWeights = async (seed: number) => decodeSafetensors(await readBytes(trainedFile(seed)), "");

describe("three rounds and two seeds of one training", () => {
  it("are two trainings, each with weights of its own", async () => {
    expect(outcome.run.cells.every(({ state }) => state === "completed")).toBe(true);
    const whole = cells("train").filter(({ timesOnly }) => timesOnly !== true);
    expect(whole.map(({ seed, measurements }) => [seed, measurements["train.epochs"]?.value])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    for (const { measurements } of whole) expect(measurements["train.testAccuracy"]?.n).toBe(tinyDataset.test.count);
    expect(await trainedWeights(1)).not.toEqual(await trainedWeights(2));
  });

  it("are times from each of the three rounds, and nothing else that would count twice", async () => {
    const timed = cells("train").filter(({ seed }) => seed === 1);
    expect(timed.map(({ round, timesOnly }) => [round, timesOnly === true])).toEqual([
      [1, false],
      [2, true],
      [3, true],
    ]);
    for (const { measurements } of timed) expect(measurements["train.imagesPerSecond"]?.value).toBeGreaterThan(0);
    for (const { id, round, measurements } of timed.slice(1)) {
      expect(
        Object.keys(measurements)
          .filter((name) => name.startsWith("train."))
          .toSorted(),
      ).toEqual(["train.computeShare", "train.epochSeconds", "train.imagesPerSecond", "train.stepMs"]);
      const samples = await readSamples(outcome.folder, id, "train");
      expect(samples).toMatchObject({ timesOnly: true, epochs: [{ testAccuracy: null }] });
      expect(existsSync(trainedFile(1, round))).toBe(false);
    }
  });

  it("repeat the same steps: the losses of a repeated epoch are those of the first", async () => {
    const [first, second] = await Promise.all(
      ["r1", "r2"].map(async (round) => readSamples(outcome.folder, `${round}.train.tiny.good.s1`, "train")),
    );
    expect(second?.losses).toEqual(first?.losses.slice(0, 6));
  });

  it("are two evaluations, of what the same seed trained", async () => {
    expect(cells("evaluate").map(({ round, seed }) => [round, seed])).toEqual([
      [1, 1],
      [1, 2],
    ]);
    for (const { id, seed, measurements } of cells("evaluate")) {
      const samples = await readSamples(outcome.folder, id, "evaluate");
      const expected = await predictions(seed);
      expect(samples).toMatchObject({ weights: "trained", rows: expected.map((row) => [...row]) });
      const accuracy = top1Accuracy(expected, tinyDataset.test.labels);
      expect(measurements["evaluate.accuracy"]).toMatchObject({ value: accuracy, n: tinyDataset.test.count });
    }
  });

  it("leave a run folder that is whole, with an empty journal", async () => {
    expect(outcome.run.state).toBe("finished");
    expect(await readRun(outcome.folder)).toEqual(outcome.run);
    expect(await readFile(join(outcome.folder, "journal.jsonl"), "utf8")).toBe("");
    await checkManifest(outcome.folder);
  });
});

/** What the weights that a seed trained predict of the test images. */
async function predictions(seed: number): Promise<Float32Array[]> {
  const source = { kind: "spec", spec: tinyModel, weights: await trainedWeights(seed) } as const;
  const model = await fakeBackend("good").load(source, { threads: 1 });
  const { count } = tinyDataset.test;
  const { value } = await model.predict(testImages(tinyDataset, 0, count));
  return Array.from({ length: count }, (_, image) => value.data.slice(image * 3, (image + 1) * 3));
}
