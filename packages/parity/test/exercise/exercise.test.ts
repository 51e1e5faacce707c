import { mkdtemp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { BackendError, UnsupportedError } from "@evenkeel/core";
import { writeDecodedDataset } from "@evenkeel/data";
import { initialWeights } from "@evenkeel/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { childSubject, subjectOf, type ChildSubjectOptions, type Trace, type Training } from "../src/index.ts";
import { experiment, tinyDataset, tinyModel } from "./fixtures/experiment.ts";
import { fakeBackend } from "./fixtures/fake-backend.ts";
import { childModule, temporaryFolder } from "./fixtures/options.ts";

const { seed } = experiment;
const weights = initialWeights(tinyModel, seed);
const training: Training = {
  spec: tinyModel,
  weights,
  recipe: tinyModel.recipe,
  firstStep: 0,
  steps: 8,
  keep: 2,
  answersTest: true,
};
const here = subjectOf(fakeBackend("good"), { dataset: tinyDataset, seed, threads: 2, budgetSeconds: 20 });

let root: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  root = await temporaryFolder();
  await writeDecodedDataset(tinyDataset, join(root.folder, "dataset"));
});
afterAll(() => root.remove());

async function child(backend: string, changes: Partial<ChildSubjectOptions> = {}) {
  const scratchFolder = await mkdtemp(join(root.folder, "scratch-"));
  const place = { backend, childModule, datasetFolder: join(root.folder, "dataset"), seed, scratchFolder };
  return childSubject({ ...place, threads: 2, budgetSeconds: 20, ...changes });
}

describe("a backend in a process of its own", () => {
  let there: Trace;
  let fromStep3: Trace;
  let locally: readonly Trace[];
  const fractions: number[] = [];

  beforeAll(async () => {
    const subject = await child("good", { onProgress: (fraction) => fractions.push(fraction) });
    const later = { ...training, firstStep: 3, steps: 1, keep: 0, answersTest: false };
    [there, fromStep3] = (await subject.train([training, later])) as [Trace, Trace];
    locally = await here.train([training, later]);
  }, 60_000);

  it("trains as it does here, to the last bit", async () => {
    expect(there.losses).toEqual(locally[0]?.losses);
    expect(there.losses).toHaveLength(8);
    for (const step of [1, 2, 8]) expect(await there.weightsAfter(step)).toEqual(await locally[0]?.weightsAfter(step));
    expect(await there.weightsAfter(1)).not.toEqual(await there.weightsAfter(2));
  });

  it("begins with the weights and at the step that it is given", async () => {
    expect(fromStep3.losses).toEqual(locally[1]?.losses);
    expect(fromStep3.losses[0]).not.toBe(there.losses[0]);
    expect(await fromStep3.weightsAfter(1)).toEqual(await locally[1]?.weightsAfter(1));
  });

  it("keeps what was asked for, and says what it ran on", async () => {
    expect([there.kept, fromStep3.kept]).toEqual([2, 0]);
    await expect(there.weightsAfter(3)).rejects.toThrow("after-3");
    expect(there).toMatchObject({ takesThreads: true, runtime: { library: "fake-library", threads: 2 } });
  });

  it("answers every test image at the end, where asked", () => {
    expect(there.answers).toEqual(locally[0]?.answers);
    expect(there.answers).toHaveLength(tinyDataset.test.count);
    expect(fromStep3.answers).toBeNull();
  });

  it("tells how far it is", () => {
    expect(fractions.length).toBeGreaterThan(0);
    for (const fraction of fractions) expect(fraction).toSatisfy((value: number) => value > 0 && value <= 1);
  });

  it("answers the images of a step", async () => {
    const questions = [0, 4].map((step) => ({ spec: tinyModel, weights, step }));
    const answers = await (await child("good")).predict(questions);
    expect(answers).toEqual(await here.predict(questions));
    expect(answers.map(({ shape }) => shape)).toEqual([
      [4, 3],
      [4, 3],
    ]);
  });
});

describe("exercises that cannot be done", () => {
  it("for want of a layer are refused as unsupported", async () => {
    const refusal = (await child("lacking")).train([training]);
    await expect(refusal).rejects.toThrow(UnsupportedError);
    await expect(refusal).rejects.toThrow("lacking: lacking: has no dense layer");
  });

  it("because the process dies say what it said last", async () => {
    await expect((await child("leaving")).train([training])).rejects.toThrow(
      new BackendError("the process exited with code 3: the library gave up", { where: "leaving" }),
    );
  });

  it("with weights that are not the network's are refused before the backend sees them", async () => {
    const others = new Map([...weights].slice(0, 1));
    await expect((await child("good")).train([{ ...training, weights: others }])).rejects.toThrow(
      /not the weights of tiny/,
    );
  });

  it("end when they are interrupted", async () => {
    const controller = new AbortController();
    controller.abort();
    const subject = await child("hanging", { signal: controller.signal });
    await expect(subject.train([training])).rejects.toThrow("hanging: interrupted");
  });
});

describe("a training in this process", () => {
  const material = { dataset: tinyDataset, seed, threads: 1, budgetSeconds: 20 };

  it("goes on to the next epoch's order", async () => {
    const [trace] = await here.train([{ ...training, steps: 12 }]);
    const [again] = await here.train([{ ...training, firstStep: 6, steps: 6 }]);
    expect(trace?.losses).toHaveLength(12);
    expect(again?.losses[0]).not.toBe(trace?.losses[0]);
  });

  it("ends with the step at which its time is up", async () => {
    const hurried = subjectOf(fakeBackend("good"), { ...material, budgetSeconds: 1e-9 });
    const [trace] = await hurried.train([{ ...training, keep: 8 }]);
    expect(trace).toMatchObject({ kept: 1, losses: [expect.any(Number)] });
    expect(await trace?.weightsAfter(1)).toBeDefined();
  });

  it("refuses another number of threads than was asked for", async () => {
    const subject = subjectOf(fakeBackend("odd", { obtained: { threads: 7 } }), material);
    await expect(subject.train([training])).rejects.toThrow(
      "odd: ran on another number of threads than was asked for; expected 1; got 7",
    );
  });

  it("refuses a backend that only predicts", async () => {
    const subject = subjectOf(fakeBackend("still", { trains: false }), material);
    await expect(subject.train([training])).rejects.toThrow(UnsupportedError);
  });
});

it("leaves nothing beside its scratch folder", async () => {
  const before = await readdir(root.folder);
  const scratchFolder = join(root.folder, before.find((name) => name.startsWith("scratch-")) ?? "");
  await (await child("good", { scratchFolder })).train([{ ...training, steps: 1 }]);
  const after = (await readdir(root.folder)).filter((name) => !name.startsWith("scratch-"));
  expect(after).toEqual(before.filter((name) => !name.startsWith("scratch-")));
});
