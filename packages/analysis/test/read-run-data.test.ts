import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunFolderError } from "@evenkeel/core";
import { appendCell, writeRun } from "@evenkeel/run-folder";
import { describe, expect, test } from "vitest";
import { readRunData } from "../src/read-run-data.ts";
import { madeUpRun } from "./fixture/made-up-run.ts";
import { writtenRun } from "./fixture/run-folder.ts";

const tasks = ["gradients", "train", "evaluate", "latency", "throughput", "step-time", "overhead"] as const;
const stepTime = { batchSizes: [32], threads: [1], references: ["onnx-cpu"] };
const made = () => madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu", "onnx-wasm"], tasks, stepTime });
const cellFile = (folder: string, id: string, file: string) => join(folder, "cells", id, file);

test("a run folder gives the run with the samples of every task", async () => {
  const data = made();
  expect(await readRunData(await writtenRun(data))).toEqual(data);
});

test("cells that are only in the journal count", async () => {
  const data = madeUpRun({ models: ["lenet-5"], state: "running" });
  const folder = await writtenRun(data);
  await writeRun(folder, { ...data.run, cells: [] });
  for (const cell of data.run.cells) await appendCell(folder, cell);
  expect(await readRunData(folder)).toEqual(data);
});

describe("samples that cannot be read", () => {
  const id = "r1.latency.lenet-5.onnx-wasm.s1";

  test("are named without the folder's place, and the rest is read", async () => {
    const folder = await writtenRun(made());
    await writeFile(cellFile(folder, id, "latency.json"), `{"batchSize":1,"ms":[0.1,`);
    const { problems, samples } = await readRunData(folder);
    expect(problems).toEqual([
      {
        cellId: id,
        message: expect.stringMatching(/^cells\/r1\.latency\.lenet-5\.onnx-wasm\.s1\/latency\.json: damaged/),
      },
    ]);
    expect(JSON.stringify(problems)).not.toContain(folder);
    expect([...samples.latency.keys()]).toEqual(["r1.latency.lenet-5.onnx-cpu.s1"]);
  });

  test("are named where their file is missing", async () => {
    const folder = await writtenRun(made());
    await rm(cellFile(folder, id, "latency.json"));
    expect((await readRunData(folder)).problems).toEqual([
      { cellId: id, message: "no latency samples in the run folder" },
    ]);
  });

  test.each([
    [
      "latency",
      "latency.json",
      { batchSize: 1, order: "time", ms: [0, 1, 0, 0] },
      "half of them none, at samples.callMs",
    ],
    ["latency", "latency.json", { batchSize: 1, order: "time", ms: [0.1, -2] }, "-2 at samples.callMs.1"],
    ["latency", "latency.json", { batchSize: 1, order: "time", ms: [0.1, 1e308] }, "1e+308 at samples.callMs.1"],
    ["throughput", "throughput.json", { batches: [{ batchSize: 1e15, ms: [1] }] }, "at samples.batches.0.batchSize"],
    ["throughput", "throughput.json", { batches: [{ batchSize: 1, ms: [0] }] }, "no call that took time"],
    ["throughput", "throughput.json", { batches: [{ batchSize: 1, ms: [] }] }, "no call that took time"],
    [
      "overhead",
      "overhead.json",
      { calls: [{ call: "predict", batchSize: 1, throughInterfaceMs: [1, 2], byHandMs: [1] }] },
      "2 calls through the interface and 1 by hand",
    ],
    [
      "overhead",
      "overhead.json",
      { calls: [{ call: "predict", batchSize: 1, throughInterfaceMs: [1], byHandMs: [0] }] },
      "half of them none, at samples.calls.0.byHandMs",
    ],
    [
      "step-time",
      "step-time.json",
      { machine: { threadRoundTripNs: null, matrixProductGflops: null }, batches: [{ batchSize: 1, calls: [] }] },
      "a batch size without calls",
    ],
  ])("are %s samples with numbers that nothing gives: %s %j", async (task, file, content, got) => {
    const folder = await writtenRun(made());
    const cell = `r1.${task}.lenet-5.onnx-wasm${task === "step-time" ? ".t1" : ""}.s1`;
    await writeFile(cellFile(folder, cell, file), JSON.stringify(content));
    const { problems } = await readRunData(folder);
    expect(problems.map(({ cellId }) => cellId)).toEqual([cell]);
    expect(problems[0]?.message).toContain(`damaged`);
    expect(problems[0]?.message).toContain(got);
  });

  test("are predictions that do not fit their classes", async () => {
    const folder = await writtenRun(made());
    const rows = [
      [1, 0],
      [0, 1],
    ];
    const predictions = { classNames: ["a", "b"], labels: [0, 2], outputs: "logits", rows, weights: "trained" };
    await writeFile(
      cellFile(folder, "r1.evaluate.lenet-5.onnx-cpu.s1", "predictions.json"),
      JSON.stringify(predictions),
    );
    expect((await readRunData(folder)).problems[0]?.message).toContain("labels from 0 to 1");
  });
});

test("a folder without a run is refused", async () => {
  const folder = await writtenRun(made());
  await rm(join(folder, "run.json"));
  await expect(readRunData(folder)).rejects.toBeInstanceOf(RunFolderError);
});
