import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { madeUpRun, writtenRun } from "@evenkeel/analysis/fixture";
import { writeIndex, writeManifest, type Run } from "@evenkeel/run-folder";
import { describe, expect, it } from "vitest";
import { nightOfRunFolder, UnfinishedRunError } from "../../src/index.ts";
import { base, closed, nightOf } from "./nights.ts";

describe("a run folder", () => {
  it("is the same run after its page was rendered again, and another where its results differ", async () => {
    const folder = await closed(madeUpRun(base));
    const before = await nightOfRunFolder(folder, folder);
    await writeIndex(folder, "<html>another edition</html>");
    await writeFile(join(folder, "README.md"), "a note");
    await writeManifest(folder);
    expect(await nightOfRunFolder(folder, folder)).toEqual(before);
    const cell = join(folder, "cells", "r1.latency.lenet-5.onnx-cpu.s1", "latency.json");
    await writeFile(cell, (await readFile(cell, "utf8")).replace("0.2", "0.3"));
    await writeManifest(folder);
    expect((await nightOfRunFolder(folder, folder)).run.resultsSha256).not.toBe(before.run.resultsSha256);
  });

  it("of an experiment in a repository of its own is a night of that commit, with Evenkeel among what is upgraded", async () => {
    const repository = { commit: "ab".repeat(20), dirty: false, experiment: "bench/mine.ts" };
    const own = (run: Run): Run => ({
      ...run,
      environment: { ...run.environment, dirty: true, evenkeelVersion: "0.2.0", repository },
    });
    const night = await nightOf({}, own);
    expect(night.run).toMatchObject({ commit: repository.commit, dirty: false });
    expect(night.versions["Evenkeel"]).toBe("0.2.0 d17cb2cf3a1d");
    const evenkeels = await nightOf({});
    expect(evenkeels.run).toMatchObject({ commit: "d17cb2cf3a1d27fd28e5b5c0ef8c4c5ac3f3b3aa", dirty: false });
    expect(evenkeels.versions).not.toHaveProperty("Evenkeel");
  });

  it.each(["running", "interrupted"] as const)("of a run that is %s brings nothing", async (state) => {
    const folder = await closed(madeUpRun({ ...base, state }));
    const error: unknown = await nightOfRunFolder(folder, folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnfinishedRunError);
    expect((error as Error).message).toMatch(
      /: the run has not ended; expected a finished run; got .*; go on with it by/,
    );
  });

  it("without a manifest, edited after it, or without a run is refused in one line", async () => {
    const folder = await writtenRun(madeUpRun(base));
    await expect(nightOfRunFolder(folder, folder)).rejects.toThrow(
      /manifest\.sha256: no manifest; expected the manifest/,
    );
    await writeManifest(folder);
    const file = join(folder, "run.json");
    await writeFile(file, (await readFile(file, "utf8")).replace("Made-up Processor 9000", "Made-up Processor 9001"));
    await expect(nightOfRunFolder(folder, folder)).rejects.toThrow(
      /run\.json: damaged; expected sha256 [0-9a-f]{64}; got/,
    );
    await expect(nightOfRunFolder(join(folder, "cells"), folder)).rejects.toThrow(
      /cells: not a run folder; expected a fo/,
    );
  });
});
