/** Which weights of a run are served. The run is a published one, with weights beside it as a run leaves them. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelSource, ModelSpec } from "@evenkeel/core";
import { encodeSafetensors, initialWeights, zoo } from "@evenkeel/models";
import { readRun, weightsFile, type Run } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "../../src/project.ts";
import { trainedInRun } from "../../src/serve/run-model.ts";

const published = join(projectRoot, "reports/reference/cuda/quick");
let folder: string;
let run: Run;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-serve-"));
  await mkdir(join(folder, "weights"));
  run = await readRun(published);
});
afterEach(() => rm(folder, { recursive: true }));

/** Weights of the first workload for these backends, each of its own seed; the run says their hashes. */
async function keep(backends: readonly string[]): Promise<void> {
  const [workload] = run.workloads;
  if (workload === undefined) throw new Error("no workload");
  const cells = [...run.cells];
  for (const [at, backend] of backends.entries()) {
    const bytes = encodeSafetensors(weightsOfSeed(100 + at));
    const index = cells.findIndex(
      (own) =>
        own.task === "train" && own.backend === backend && own.workload === workload.id && own.state === "completed",
    );
    const cell = cells[index];
    if (cell?.state !== "completed") throw new Error(`no training by ${backend}`);
    cells[index] = { ...cell, weightsSha256: createHash("sha256").update(bytes).digest("hex") };
    const { seed, round } = cell;
    await writeFile(weightsFile(folder, { workload: workload.id, seed, trainedBy: { backend, round } }), bytes);
  }
  await writeFile(join(folder, "run.json"), JSON.stringify({ ...run, cells }));
}

const trainers = () => [
  ...new Set(
    run.cells.filter(({ task, state }) => task === "train" && state === "completed").map(({ backend }) => backend),
  ),
];

const weightsOf = (source: ModelSource | null) => (source?.kind === "spec" ? source.weights : null);
const weightsOfSeed = (seed: number) => initialWeights(zoo.get("keras-mnist-cnn") as ModelSpec, seed);

describe("the model of a run", () => {
  it("has the first weights that are kept, the dataset's labels, and others to swap to", async () => {
    const [first = "", second = ""] = trainers();
    await keep([first, second]);
    const { source, swapped, labels, origin } = await trainedInRun(folder, {}, null);
    expect(weightsOf(source)).toEqual(weightsOfSeed(100));
    expect(weightsOf(swapped)).toEqual(weightsOfSeed(101));
    expect(labels).toEqual(run.workloads[0]?.dataset.classNames);
    expect(origin).toContain(`trained by ${first}`);
  });

  it("has those that the flags name", async () => {
    const [first = "", second = ""] = trainers();
    await keep([first, second]);
    const { source } = await trainedInRun(folder, { trainedBy: second }, null);
    expect(weightsOf(source)).toEqual(weightsOfSeed(101));
    await expect(trainedInRun(folder, { seed: 77 }, null)).rejects.toThrow(
      /--seed: no such weights.*\.safetensors.*seed 77/,
    );
    await expect(trainedInRun(folder, { workload: "x" }, null)).rejects.toThrow(/--workload: unknown workload/);
  });

  it("has nothing to swap to where one file is kept, and is refused where none is, or another one", async () => {
    const [first = ""] = trainers();
    await keep([first]);
    expect((await trainedInRun(folder, {}, null)).swapped).toBeNull();
    await expect(trainedInRun(folder, {}, ["a", "b"])).rejects.toThrow(/expected 10; got 2/);
    await expect(trainedInRun(published, {}, null)).rejects.toThrow(/no trained weights are kept/);
    const [workload] = run.workloads;
    const cell = run.cells.find((own) => own.task === "train" && own.backend === first);
    const file = weightsFile(folder, {
      workload: workload?.id ?? "",
      seed: cell?.seed ?? 0,
      trainedBy: { backend: first, round: cell?.round ?? 0 },
    });
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(1, bytes.length - 4));
    await expect(trainedInRun(folder, {}, null)).rejects.toThrow(/other weights than the run left; expected sha256/);
  });
});
