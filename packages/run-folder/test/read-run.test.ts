import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appendCell, readRun, schemaVersion, writeRun } from "../src/index.ts";
import { cellIds, publishedRun, run, settled, temporaryFolder } from "./fixtures.ts";

describe("readRun", () => {
  it("reads a run without settled cells", async () => {
    expect(await readRun(await publishedRun())).toEqual(run);
  });

  it("merges the cells of run.json and of the journal", async () => {
    const folder = await publishedRun();
    await writeRun(folder, { ...run, cells: [settled(cellIds[0])] });
    await appendCell(folder, settled(cellIds[1]));
    expect((await readRun(folder)).cells.map(({ id }) => id)).toEqual([cellIds[0], cellIds[1]]);
  });

  it("needs no journal", async () => {
    const folder = await publishedRun();
    await writeRun(folder, { ...run, state: "finished", cells: [settled(cellIds[0])] });
    await rm(join(folder, "journal.jsonl"));
    expect((await readRun(folder)).cells).toHaveLength(1);
  });

  it.each([
    ["a folder without run.json", null, /not a run folder; expected a folder with run\.json in it/],
    ["text that is no JSON", "{", /run\.json: damaged; expected JSON/],
    ["JSON that is no run", '{"schemaVersion":3,"runId":7}', /run\.json: damaged; .*runId/],
    ["no version", "{}", /damaged; .*schemaVersion/],
    [
      "an older version",
      '{"schemaVersion":0}',
      /of an unknown schema; expected schema version 3 or older; got schema version 0/,
    ],
  ])("refuses %s", async (_, text, message) => {
    const folder = await temporaryFolder();
    if (text !== null) await writeFile(join(folder, "run.json"), text);
    await expect(readRun(folder)).rejects.toThrow(message);
  });

  it("refuses a newer schema by name, whatever else it holds", async () => {
    const folder = await publishedRun();
    const file = join(folder, "run.json");
    const newer = {
      ...(JSON.parse(await readFile(file, "utf8")) as object),
      schemaVersion: schemaVersion + 1,
      shape: "new",
    };
    await writeFile(file, JSON.stringify(newer));
    await expect(readRun(folder)).rejects.toThrow(
      /run\.json: from a newer Evenkeel; expected schema version 3 or older; got schema version 4/,
    );
  });

  it("passes over fields that it does not know, wherever they are", async () => {
    const folder = await publishedRun();
    await writeRun(folder, { ...run, cells: [settled(cellIds[0])] });
    const file = join(folder, "run.json");
    const added = JSON.parse(await readFile(file, "utf8"), (_key, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value, novelty: [1] } : value,
    ) as { environment: { packages: object }; cells: [{ measurements: object }] };
    added.environment.packages = {};
    await writeFile(file, JSON.stringify(added));
    expect(await readRun(folder)).toEqual({ ...run, cells: [settled(cellIds[0])] });
  });

  it("refuses a measurement in another unit than the catalogue's", async () => {
    const folder = await publishedRun();
    const cell = settled(cellIds[0]);
    const wrong = { ...cell, measurements: { "train.steps": { value: 1, unit: "ms", n: 1, basis: "measured" } } };
    await expect(writeRun(folder, { ...run, cells: [wrong as typeof cell] })).rejects.toThrow(/train\.steps\.unit/);
  });

  it("writes no measurement that the catalogue does not have", async () => {
    const folder = await publishedRun();
    const cell = settled(cellIds[0]);
    const wrong = { ...cell, measurements: { "train.stepz": { value: 1, unit: "ms", n: 1, basis: "measured" } } };
    await expect(writeRun(folder, { ...run, cells: [wrong as typeof cell] })).rejects.toThrow(/train\.stepz/);
  });

  it("refuses a folder that is a file", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    await expect(readRun(join(folder, "file"))).rejects.toThrow(/cannot be read; got ENOTDIR/);
  });
});
