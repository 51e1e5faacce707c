import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import {
  appendCell,
  checkManifest,
  lockRunFolder,
  readRun,
  removeManifest,
  repairRunFolder,
  writeIndex,
  writeManifest,
  writeSamples,
} from "../src/index.ts";
import { cellIds, publishedRun, settled } from "./fixtures.ts";

let folder: string;

beforeEach(async () => {
  folder = await publishedRun();
  await appendCell(folder, settled(cellIds[0]));
  await writeSamples(folder, cellIds[0], "latency", { batchSize: 1, order: "time", callMs: [1], computeMs: [1] });
  await writeIndex(folder, "<html></html>");
  await writeManifest(folder);
});

describe("manifest", () => {
  it("lists every file but itself, as sha256sum does", async () => {
    const text = await readFile(join(folder, "manifest.sha256"), "utf8");
    const paths = text.split("\n").map((line) => line.slice(66));
    expect(paths).toEqual([`cells/${cellIds[0]}/latency.json`, "index.html", "journal.jsonl", "run.json", ""]);
    expect(text.split("\n")[1]).toBe("b633a587c652d02386c4f16f8c6f6aab7352d97f16367c3c40576214372dd628  index.html");
  });

  it("leaves out what carries a lock", async () => {
    lockRunFolder(folder)();
    await writeManifest(folder);
    expect(await readFile(join(folder, "manifest.sha256"), "utf8")).not.toContain("run.lock");
  });

  it("is removed before its folder changes", async () => {
    await removeManifest(folder);
    await expect(checkManifest(folder)).rejects.toThrow("no manifest");
    await removeManifest(folder);
  });

  it("holds for an untouched folder", async () => {
    await expect(checkManifest(folder)).resolves.toBeUndefined();
  });

  it("names the file that was changed", async () => {
    await writeFile(join(folder, "index.html"), "<html>!</html>");
    await expect(checkManifest(folder)).rejects.toThrow(/index\.html: damaged; expected sha256 b633a587/);
  });

  it("names the file that is gone", async () => {
    await rm(join(folder, "index.html"));
    await expect(checkManifest(folder)).rejects.toThrow(/index\.html: cannot be read; got ENOENT/);
  });

  it.each(["nonsense\n", `${"0".repeat(64)}  ../outside\n`])("refuses the line %j", async (line) => {
    await writeFile(join(folder, "manifest.sha256"), line);
    await expect(checkManifest(folder)).rejects.toThrow(/manifest\.sha256 line 1: damaged/);
  });

  it("leaves out what interrupted writes left behind, and repair removes it", async () => {
    const leftover = join(folder, "cells", cellIds[0], "latency.json.3141592653");
    await writeFile(leftover, "half");
    await writeManifest(folder);
    await repairRunFolder(folder);
    await expect(readFile(leftover)).rejects.toThrow(/ENOENT/);
    await checkManifest(folder);
    expect((await readRun(folder)).cells).toHaveLength(1);
  });
});
