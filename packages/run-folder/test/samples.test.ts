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
        await writeSamples(folder, id, "latency", { batchSize: 1, ms: values });
        expect(await readSamples(folder, id, "latency")).toEqual({ batchSize: 1, ms: values });
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
    await expect(readSamples(folder, id, "latency")).rejects.toThrow(/latency\.json: damaged; .*ms\.1/);
  });

  it("are not written when they hold what JSON cannot", async () => {
    const folder = await temporaryFolder();
    const samples = { batchSize: 1 as const, ms: [Number.NaN] };
    await expect(writeSamples(folder, id, "latency", samples)).rejects.toThrow(/damaged; .*ms\.0/);
    expect(await readSamples(folder, id, "latency")).toBeNull();
  });

  it("go when the cell is cleared, and so does its log", async () => {
    const folder = await temporaryFolder();
    await writeSamples(folder, id, "latency", { batchSize: 1, ms: [1] });
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
    expect(() => weightsFile("run", "../model", "initial")).toThrow(/not a file name/);
    expect(() => weightsFile("run", "model", { backend: "a/b", round: 1 })).toThrow(/not a file name/);
  });

  it("name weights and orders", () => {
    expect(weightsFile("run", "tiny", "initial")).toBe(join("run", "weights", "tiny.initial.safetensors"));
    expect(weightsFile("run", "tiny", { backend: "a", round: 2 })).toBe(
      join("run", "weights", "tiny.a.r2.safetensors"),
    );
    expect(orderFile("run", 12_000, 3)).toBe(join("run", "order", "train-12000.epoch-3.i32"));
  });
});
