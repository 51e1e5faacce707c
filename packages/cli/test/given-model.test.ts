import { execFile } from "node:child_process";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { givenModelsOf, readRunData } from "@evenkeel/analysis";
import { exportOnnx } from "@evenkeel/backend-onnx";
import { findModel, initialWeights } from "@evenkeel/models";
import { readSamples } from "@evenkeel/run-folder";
import { experimentSchema } from "@evenkeel/tasks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyFlags } from "../src/experiment-flags.ts";
import { loadExperiment } from "../src/experiment-file.ts";
import { parseOnnxInput, parseOnnxOutput } from "../src/onnx-flags.ts";
import { openModels } from "../src/open-models.ts";

const run = promisify(execFile);
const main = resolve(import.meta.dirname, "../src/main.ts");
const spec = findModel("keras-mlp");
const dataset = "fashion-mnist-subset";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-given-"));
  file = join(folder, "Mine Own.onnx");
  await writeFile(file, exportOnnx(spec, initialWeights(spec, 7)));
});
afterAll(() => rm(folder, { recursive: true }));

async function evenkeel(...words: readonly string[]) {
  return run(process.execPath, [main, ...words], { env: { ...process.env, NO_COLOR: "1" } }).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe("a network that comes back as an ONNX file", () => {
  it("predicts what the network does, and is verified without its file", { timeout: 240_000 }, async () => {
    const out = join(folder, "run");
    const both = ["--model", spec.name, "--onnx", file, "--dataset", dataset, "--backend", "onnx-cpu"];
    await evenkeel("run", ...both, "--task", "evaluate", "--budget", "20", "--threads", "1", "--out", out);
    const rowsOf = async (workload: string) =>
      (await readSamples(out, `r1.evaluate.${workload}.onnx-cpu.t1.s7`, "evaluate"))?.rows ?? [];
    const network = await rowsOf(spec.name);
    expect(network).toHaveLength(2000);
    expect(await rowsOf("mine-own-onnx")).toEqual(network);
    const text = await readFile(join(out, "run.json"), "utf8");
    expect(text).not.toContain(folder);
    expect(text).toContain("Mine Own.onnx");
    const [found] = givenModelsOf(await readRunData(out));
    expect(found).toMatchObject({ notDone: [], withoutBackends: [], reference: null });
    expect(await readFile(join(out, "index.html"), "utf8")).toContain("Models from files");
    const aside = join(folder, "aside.onnx");
    await rename(file, aside);
    const verified = await evenkeel("report", out, "--verify");
    await rename(aside, file);
    expect(verified.stdout).toContain("No difference");
  });
});

describe("what is asked of a model from a file", () => {
  const asked = async (flags: Parameters<typeof applyFlags>[1]) =>
    applyFlags(await loadExperiment("quick"), { onnx: file, dataset, ...flags });

  it("becomes a workload of its own, without training", async () => {
    const { experiment, models } = await openModels(await asked({}));
    expect(experiment.workloads).toEqual([
      { id: "mine-own-onnx", model: "mine-own-onnx", dataset, epochs: "recipe", source: { kind: "onnx", file } },
    ]);
    expect(models).toHaveLength(1);
    expect((await asked({ model: ["lenet-5"] })).workloads.map(({ id }) => id)).toEqual(["lenet-5", "mine-own-onnx"]);
  });

  it.each<[string, Parameters<typeof applyFlags>[1], RegExp]>([
    ["training it", { task: ["train"] }, /comes trained is not trained here.*got train/],
    ["a backend that takes no file", { backend: ["tfjs-cpu"] }, /takes no ONNX file.*onnx-cpu.*got tfjs-cpu/],
    ["epochs", { epochs: 3 }, /--epochs: nothing is trained/],
    ["no file", { onnx: "/no/such.onnx" }, /--onnx: no such file/],
    ["no labels", { labels: "/no/such.txt" }, /--labels: no such file/],
  ])("is refused in a line: %s", async (_, flags, message) => {
    await expect(asked(flags)).rejects.toThrow(message);
  });

  it("is refused where it has no output for a class", async () => {
    const labels = join(folder, "letters.txt");
    await writeFile(labels, "abcdefghij".split("").join("\n"));
    const out = join(folder, "refused");
    const words = [
      "--onnx",
      file,
      "--labels",
      labels,
      "--dataset",
      dataset,
      "--backend",
      "onnx-cpu",
      "--task",
      "evaluate",
    ];
    const { code, stderr } = (await evenkeel("run", ...words, "--out", out)) as { code: number; stderr: string };
    expect(code).toBe(2);
    expect(stderr).toMatch(/no output for some classes of the dataset.*a, b, c.*T-shirt/);
  });

  it("is written in flags as in an experiment", () => {
    expect(parseOnnxInput("name=x:0,layout=nchw,size=48x192,order=bgr,scale=255,mean=1:2:3,deviation=0.5")).toEqual({
      name: "x:0",
      layout: "nchw",
      height: 48,
      width: 192,
      channelOrder: "bgr",
      scale: 255,
      mean: [1, 2, 3],
      deviation: 0.5,
    });
    expect(parseOnnxOutput("meaning=labels")).toEqual({ meaning: "labels" });
    for (const wrong of ["size=48", "layout=chw", "nothing", "mean=a", "layout=nchw,layout=nhwc"]) {
      expect(() => parseOnnxInput(wrong), wrong).toThrow(/--onnx-input: no input of a model/);
    }
  });

  it("is refused in an experiment that trains it", async () => {
    const quick = await loadExperiment("quick");
    const workload = { source: { kind: "onnx", file }, dataset, augmentation: { flip: true } };
    expect(experimentSchema.safeParse({ ...quick, workloads: [workload] }).error?.message).toMatch(/not trained here/);
  });
});
