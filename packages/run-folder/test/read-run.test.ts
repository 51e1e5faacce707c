import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { schemaVersion } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { appendCell, readRun, writeRun } from "../src/index.ts";
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
    ["JSON that is no run", '{"schemaVersion":1,"runId":7}', /run\.json: damaged; .*runId/],
    ["no version", "{}", /damaged; .*schemaVersion/],
    [
      "an older version",
      '{"schemaVersion":0}',
      /of an unknown schema; expected schema version 1; got schema version 0/,
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
      /run\.json: from a newer Evenkeel; expected schema version 1; got schema version 2/,
    );
  });

  it("refuses a folder that is a file", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    await expect(readRun(join(folder, "file"))).rejects.toThrow(/cannot be read; got ENOTDIR/);
  });
});
