import { appendFile, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunFolderError, type CompletedCell } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendCell, readRun, repairRunFolder } from "../src/index.ts";
import { cellIds, publishedRun, settled } from "./fixtures.ts";

async function withCells(...ids: readonly string[]): Promise<{ folder: string; journal: string }> {
  const folder = await publishedRun();
  for (const id of ids) await appendCell(folder, settled(id));
  return { folder, journal: join(folder, "journal.jsonl") };
}

describe("journal", () => {
  it("gives back what was appended, in the order of the plan", async () => {
    const { folder } = await withCells(cellIds[2], cellIds[0]);
    expect((await readRun(folder)).cells).toEqual([settled(cellIds[0]), settled(cellIds[2])]);
  });

  it("takes the later of two results of one cell", async () => {
    const { folder } = await withCells(cellIds[0]);
    await appendCell(folder, settled(cellIds[0], 9));
    expect((await readRun(folder)).cells).toEqual([settled(cellIds[0], 9)]);
  });

  it("cut off at any byte reads as its whole lines, and grows on after repair", async () => {
    const { folder, journal } = await withCells(cellIds[0], cellIds[1]);
    const whole = await readFile(journal);
    const firstLine = whole.indexOf("\n") + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (length) => {
        await writeFile(journal, whole);
        await truncate(journal, length);
        const complete = length === whole.length ? 2 : Number(length >= firstLine);
        expect((await readRun(folder)).cells).toHaveLength(complete);
        await repairRunFolder(folder);
        await appendCell(folder, settled(cellIds[2]));
        expect((await readRun(folder)).cells).toHaveLength(complete + 1);
      }),
      { numRuns: 40, examples: [[0], [firstLine - 1], [firstLine], [whole.length - 1], [whole.length]] },
    );
  });

  it("cuts a torn line by bytes, not by characters", async () => {
    const { folder, journal } = await withCells();
    const reason = { code: "failed", message: "größer als 10 µs", remedy: null };
    const { limits: _, ...cell } = settled(cellIds[0]) as CompletedCell;
    await appendCell(folder, { ...cell, state: "failed", measurements: {}, reason });
    await appendFile(journal, '{"id":"é');
    await repairRunFolder(folder);
    expect((await readRun(folder)).cells).toHaveLength(1);
    expect((await readFile(journal, "utf8")).endsWith("}\n")).toBe(true);
  });

  it("refuses damage before the end, naming the line", async () => {
    const { folder, journal } = await withCells(cellIds[0]);
    await appendFile(journal, '{"torn": \n');
    await appendCell(folder, settled(cellIds[1]));
    await expect(readRun(folder)).rejects.toThrow(/journal\.jsonl line 2: damaged; expected JSON/);
  });

  it("refuses a cell that is not in the plan", async () => {
    const { folder } = await withCells("r9.train.other.a");
    await expect(readRun(folder)).rejects.toThrow(/expected cells of the run's plan; got "r9\.train\.other\.a"/);
  });

  it("does not write a result that could not be read again", async () => {
    const { folder } = await withCells();
    const cell = { ...settled(cellIds[0]), wallSeconds: Number.NaN };
    await expect(appendCell(folder, cell)).rejects.toThrow(RunFolderError);
    expect((await readRun(folder)).cells).toEqual([]);
  });
});
