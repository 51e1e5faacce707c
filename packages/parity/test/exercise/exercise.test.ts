import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BackendError, UnsupportedError } from "@evenkeel/core";
import { writeDecodedDataset } from "@evenkeel/data";
import { initialWeights } from "@evenkeel/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { childSubject, type ChildSubjectOptions } from "../../src/exercise/child-subject.ts";
import type { Trace, Training } from "../../src/exercise/exercise.ts";
import { predictingBackend, threadedBackend } from "../fixtures/backends.ts";
import { network } from "../fixtures/network.ts";
import { subjectHere } from "../fixtures/subject-here.ts";
import { noise } from "../fixtures/subjects.ts";

const seed = 7;
const childModule = new URL("../fixtures/cell.ts", import.meta.url);
const weights = initialWeights(network, seed);
const training: Training = {
  spec: network,
  weights,
  recipe: network.recipe,
  firstStep: 0,
  steps: 8,
  keep: 2,
  predictsTest: true,
};
const here = subjectHere(threadedBackend("good"), { dataset: noise, seed, threads: 2, budgetSeconds: 20 });

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "evenkeel-parity-test-"));
  await writeDecodedDataset(noise, join(root, "dataset"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function child(backend: string, changes: Partial<ChildSubjectOptions> = {}) {
  const scratchFolder = await mkdtemp(join(root, "scratch-"));
  const place = { backend, childModule, datasetFolder: join(root, "dataset"), seed, scratchFolder };
  return childSubject({ ...place, threads: 2, budgetSeconds: 20, ...changes });
}

describe("a backend in a process of its own", () => {
  let there: Trace;
  let fromStep3: Trace;
  let locally: readonly Trace[];
  const fractions: number[] = [];

  beforeAll(async () => {
    const subject = await child("good", { onProgress: (fraction) => fractions.push(fraction) });
    const later = { ...training, firstStep: 3, steps: 1, keep: 0, predictsTest: false };
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
    expect(there).toMatchObject({ takesThreads: true, runtime: { threads: 2 } });
  });

  it("predicts every test image at the end, where asked", () => {
    expect(there.testClasses).toEqual(locally[0]?.testClasses);
    expect(there.testClasses).toHaveLength(noise.test.count);
    expect(fromStep3.testClasses).toBeNull();
  });

  it("tells how far it is", () => {
    expect(fractions.length).toBeGreaterThan(0);
    for (const fraction of fractions) expect(fraction).toSatisfy((value: number) => value > 0 && value <= 1);
  });

  it("predicts the images of a step", async () => {
    const steps = [0, 4].map((step) => ({ spec: network, weights, step }));
    const predicted = await (await child("good")).predict(steps);
    expect(predicted).toEqual(await here.predict(steps));
    expect(predicted.map(({ shape }) => shape)).toEqual([
      [5, 3],
      [5, 3],
    ]);
  });
});

describe("exercises that cannot be done", () => {
  it("for want of a layer are refused as unsupported", async () => {
    const refusal = (await child("lacking")).train([training]);
    await expect(refusal).rejects.toThrow(UnsupportedError);
    await expect(refusal).rejects.toThrow(/^lacking: lacking: has no dense layer; leave the layer out$/);
  });

  it("because the process dies say what it said last", async () => {
    await expect((await child("leaving")).train([training])).rejects.toThrow(
      new BackendError("the process exited with code 3: the library gave up", { where: "leaving" }),
    );
  });

  it("with weights that are not the network's are refused before the backend sees them", async () => {
    const others = new Map([...weights].slice(0, 1));
    await expect((await child("good")).train([{ ...training, weights: others }])).rejects.toThrow(
      /not the weights of small/,
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
  const material = { dataset: noise, seed, threads: 1, budgetSeconds: 20 };

  it("goes on to the next epoch's order", async () => {
    const [trace] = await here.train([{ ...training, steps: 12 }]);
    const [again] = await here.train([{ ...training, firstStep: 4, steps: 8 }]);
    expect(trace?.losses).toHaveLength(12);
    expect(again?.losses[0]).not.toBe(trace?.losses[0]);
  });

  it("ends with the step at which its time is up", async () => {
    const hurried = subjectHere(threadedBackend("good"), { ...material, budgetSeconds: 1e-9 });
    const [trace] = await hurried.train([{ ...training, keep: 8 }]);
    expect(trace).toMatchObject({ kept: 1, losses: [expect.any(Number)] });
    expect(await trace?.weightsAfter(1)).toBeDefined();
  });

  it("refuses another number of threads than was asked for", async () => {
    const subject = subjectHere(threadedBackend("odd", 7), material);
    await expect(subject.train([training])).rejects.toThrow(
      "odd: ran on another number of threads than was asked for; expected 1; got 7",
    );
  });

  it("refuses a backend that only predicts", async () => {
    const subject = subjectHere(predictingBackend("still"), material);
    await expect(subject.train([training])).rejects.toThrow(UnsupportedError);
  });
});

it("leaves nothing beside its scratch folder", async () => {
  const before = await readdir(root);
  const scratchFolder = join(root, before.find((name) => name.startsWith("scratch-")) ?? "");
  await (await child("good", { scratchFolder })).train([{ ...training, steps: 1 }]);
  const after = (await readdir(root)).filter((name) => !name.startsWith("scratch-"));
  expect(after).toEqual(before.filter((name) => !name.startsWith("scratch-")));
});
