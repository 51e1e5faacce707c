import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cellFolder,
  clearCell,
  orderFile,
  readSamples,
  weightsFile,
  writeCellLog,
  writeSamples,
} from "../src/index.ts";
import { cellIds, temporaryFolder } from "./fixtures.ts";

const [id] = cellIds;

describe("samples", () => {
  it("come back as they were written", async () => {
    const folder = await temporaryFolder();
    const ms = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0));
    await fc.assert(
      fc.asyncProperty(ms, async (values) => {
        await writeSamples(folder, id, "latency", { batchSize: 1, order: "time", callMs: values, computeMs: values });
        expect(await readSamples(folder, id, "latency")).toEqual({
          batchSize: 1,
          order: "time",
          callMs: values,
          computeMs: values,
        });
      }),
      { numRuns: 20 },
    );
  });

  it("are null where a cell has none", async () => {
    const folder = await temporaryFolder();
    expect(await readSamples(folder, id, "train")).toBeNull();
  });

  it("are refused when damaged, naming the file and field", async () => {
    const folder = await temporaryFolder();
    await mkdir(cellFolder(folder, id), { recursive: true });
    await writeFile(join(cellFolder(folder, id), "latency.json"), '{"batchSize":1,"ms":[1,"2"]}');
    await expect(readSamples(folder, id, "latency")).rejects.toThrow(/latency\.json: damaged; .*callMs\.1/);
  });

  it("are not written when they hold what JSON cannot", async () => {
    const folder = await temporaryFolder();
    const samples = { batchSize: 1 as const, order: "time" as const, callMs: [Number.NaN], computeMs: null };
    await expect(writeSamples(folder, id, "latency", samples)).rejects.toThrow(/damaged; .*callMs\.0/);
    expect(await readSamples(folder, id, "latency")).toBeNull();
  });

  it("pass over a field that a later writer of the same version added", async () => {
    const folder = await temporaryFolder();
    await mkdir(cellFolder(folder, id), { recursive: true });
    const file = join(cellFolder(folder, id), "throughput.json");
    await writeFile(file, '{"batches":[{"batchSize":1,"ms":[2],"clock":"x"}],"more":1}');
    expect(await readSamples(folder, id, "throughput")).toEqual({
      batches: [{ batchSize: 1, callMs: [2], computeMs: null }],
    });
  });

  it("of schema 1 say what they did not keep", async () => {
    const folder = await temporaryFolder();
    await mkdir(cellFolder(folder, id), { recursive: true });
    await writeFile(join(cellFolder(folder, id), "latency.json"), '{"batchSize":1,"ms":[1,2]}');
    expect(await readSamples(folder, id, "latency")).toEqual({
      batchSize: 1,
      order: "sorted",
      callMs: [1, 2],
      computeMs: null,
    });
  });

  it("of older schemas keep the clock that they had: around a step's call, beside the backend's word of a training", async () => {
    const folder = await temporaryFolder();
    await mkdir(cellFolder(folder, id), { recursive: true });
    const write = (name: string, value: unknown) =>
      writeFile(join(cellFolder(folder, id), name), JSON.stringify(value));
    const stepCall = { steps: 2, computeMs: 3, wallMs: 4 };
    await write("step-time.json", { batches: [{ batchSize: 8, calls: [stepCall] }] });
    expect((await readSamples(folder, id, "step-time"))?.batches).toEqual([
      { batchSize: 8, calls: [{ steps: 2, callMs: 4, computeMs: 3 }] },
    ]);
    const call = { steps: 2, images: 16, computeMs: 3, wallMs: 5 };
    await write("training.json", { batchSize: 8, trainImages: 16, losses: [1, 2], calls: [call], epochs: [] });
    expect((await readSamples(folder, id, "train"))?.calls).toEqual([{ ...call, callMs: null }]);
    await write("predictions.json", { classNames: ["a"], labels: [0], logits: [[1]], weights: "initial" });
    expect(await readSamples(folder, id, "evaluate")).toMatchObject({ outputs: "logits", calls: null });
  });

  it("go when the cell is cleared, and so does its log", async () => {
    const folder = await temporaryFolder();
    await writeSamples(folder, id, "latency", { batchSize: 1, order: "time", callMs: [1], computeMs: [1] });
    await writeCellLog(folder, id, "a line\n");
    await clearCell(folder, id);
    await clearCell(folder, id);
    expect(await readSamples(folder, id, "latency")).toBeNull();
  });
});

describe("paths", () => {
  it.each(["../r1", "R1", "", "a/b", "..", "a\\b"])("refuse the cell id %j", (bad) => {
    expect(() => cellFolder("run", bad)).toThrow(/not a cell id/);
  });

  it("refuse names that leave the folder", () => {
    const key = { workload: "tiny", seed: 1 };
    expect(() => weightsFile("run", { ...key, workload: "../model", trainedBy: null })).toThrow(/not a file name/);
    expect(() => weightsFile("run", { ...key, trainedBy: { backend: "a/b", round: 1 } })).toThrow(/not a file name/);
  });

  it("name weights and orders", () => {
    const key = { workload: "tiny", seed: 7 };
    expect(weightsFile("run", { ...key, trainedBy: null })).toBe(join("run", "weights", "tiny.s7.initial.safetensors"));
    expect(weightsFile("run", { ...key, trainedBy: { backend: "a", round: 2 } })).toBe(
      join("run", "weights", "tiny.s7.a.r2.safetensors"),
    );
    expect(orderFile("run", { seed: 7, trainCount: 12_000, epoch: 3 })).toBe(
      join("run", "order", "s7.train-12000.epoch-3.i32"),
    );
  });
});
