import { layersOf, networkOf, UsageError, type Dataset, type ModelSpec } from "@evenkeel/core";
import { initialWeights, parseModelSpec } from "@evenkeel/models";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resumeRun, startRun, type OpenedDataset, type RunProgress, type StartRunOptions } from "../src/index.ts";
import type { CellJob } from "../src/protocol/jobs.ts";
import { experiment, seed, tinyDataset, tinyModel } from "./fixtures/experiment.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** Images of so many classes, a few of each. */
function withClassCount(classes: number): Dataset {
  const part = (count: number) => ({
    count,
    pixels: Uint8Array.from({ length: count * 36 }, (_, at) => at % 251),
    labels: Int32Array.from({ length: count }, (_, index) => index % classes),
  });
  const classNames = Array.from({ length: classes }, (_, index) => `class ${index}`);
  return { ...tinyDataset, name: `of-${classes}`, classNames, train: part(4 * classes), test: part(2 * classes) };
}

const sources: NonNullable<StartRunOptions["datasets"]> = (name): Promise<OpenedDataset> =>
  Promise.resolve({ dataset: withClassCount(Number(name.slice("of-".length))), licence: "CC0-1.0" });

/** Plays a run of the tiny network on datasets of these numbers of classes, and keeps what its cells were told. */
async function play(classCounts: readonly number[], changes: Partial<StartRunOptions> = {}) {
  const jobs: CellJob[] = [];
  const events: RunProgress[] = [];
  const options = playedRun(root, {
    datasets: sources,
    experiment: {
      ...experiment,
      workloads: classCounts.map((classes) => ({
        id: `tiny-${classes}`,
        model: "tiny",
        dataset: `of-${classes}`,
        epochs: 1,
      })),
    },
    launcher: () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell") jobs.push(job);
        replyLikeACell(job, child);
      }),
    onProgress: (event) => events.push(event),
    ...changes,
  });
  return { ...(await startRun(options)), options, jobs, events };
}

describe("a network and a dataset of another number of classes", () => {
  it("run with the dataset's number: in every cell, in run.json and in the weights", async () => {
    const { run, jobs, events } = await play([5, 3]);
    for (const { model, cell } of jobs) {
      const spec = model.kind === "spec" ? model.spec : null;
      expect(parseModelSpec(spec).classes).toBe(cell.workload === "tiny-5" ? 5 : 3);
      expect(spec?.name).toBe("tiny");
    }
    expect(run.models.map((info) => [networkOf(info).classes, "spec" in info ? info.classesAsWritten : null])).toEqual([
      [5, 3],
      [3, undefined],
    ]);
    expect(run.workloads.map(({ dataset }) => [dataset.classNames.length, dataset.adaptation])).toEqual([
      [5, null],
      [3, null],
    ]);
    const prepared = events.flatMap((event) => (event.kind === "prepared" ? [networkOf(event.model).classes] : []));
    expect(prepared).toEqual([5, 3]);
    const [first] = run.models.map(layersOf);
    expect(initialWeights(first as ModelSpec, seed).get("logits.kernel")?.shape).toEqual([36, 5]);
  });

  it("go on with the number that they began with", async () => {
    const first = await play([5, 3]);
    const { run } = await resumeRun({ ...first.options, folder: first.folder });
    expect(run.models).toEqual(first.run.models);
    expect(run.workloads).toEqual(first.run.workloads);
  });

  it("keep the first classes alone where the experiment says so", async () => {
    const workloads = [{ id: "tiny", model: "tiny", dataset: "of-7", epochs: 1, keepClasses: 3 }];
    const { run } = await play([], { experiment: { ...experiment, workloads } });
    expect(run.models[0]).not.toHaveProperty("classesAsWritten");
    expect(run.workloads[0]?.dataset.adaptation).toBe("first 3 of 7 classes kept");
  });

  it("are refused where the number cannot follow, with the networks that can", async () => {
    const [flatten, logits] = tinyModel.layers;
    if (flatten === undefined || logits === undefined) throw new Error("two layers");
    const layers: ModelSpec["layers"] = [
      flatten,
      logits,
      { kind: "relu", name: "same", inputs: [logits.name] },
      { kind: "add", name: "sum", inputs: [logits.name, "same"] },
    ];
    const refused = play([5], { models: [{ ...tinyModel, layers }] });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(
      /dataset of-5: network tiny cannot be given another number of classes; expected 3 classes; got 5; choose .*lenet-5/,
    );
  });
});

describe("images without a size of their own", () => {
  it("are asked for in the size of each network, and those with one once", async () => {
    const asked: unknown[] = [];
    const datasets: StartRunOptions["datasets"] = (name, input) => {
      asked.push([name, input.height, input.width]);
      return Promise.resolve({ dataset: { ...tinyDataset, ...input }, licence: "CC0-1.0" });
    };
    const larger: ModelSpec = { ...tinyModel, name: "larger", input: { height: 6, width: 12, channels: 1 } };
    const workloads = ["tiny", "larger"].flatMap((model) =>
      ["folder:pets", "folder:pets@6x6"].map((dataset, index) => ({
        id: `${model}-${index}`,
        model,
        dataset,
        epochs: 1,
      })),
    );
    const doubled = { ...tinyDataset.train, pixels: new Uint8Array(22 * 72) };
    const tested = { ...tinyDataset.test, pixels: new Uint8Array(10 * 72) };
    const opened: StartRunOptions["datasets"] = async (name, input) => {
      const source = await datasets(name, input);
      return input.width === 6 ? source : { ...source, dataset: { ...source.dataset, train: doubled, test: tested } };
    };
    await play([], { experiment: { ...experiment, workloads }, models: [tinyModel, larger], datasets: opened });
    expect(asked).toEqual([
      ["folder:pets", 6, 6],
      ["folder:pets@6x6", 6, 6],
      ["folder:pets", 6, 12],
    ]);
  });
});
