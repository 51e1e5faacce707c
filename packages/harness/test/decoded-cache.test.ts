import { mkdir, readdir, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { decodedCache, startRun } from "../src/index.ts";
import { decodedBefore } from "../src/prepare/datasets.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

const { seen } = vi.hoisted(() => ({ seen: [] as string[][] }));

vi.mock(import("@evenkeel/data"), async (original) => {
  const { readDecodedDataset, ...others } = await original();
  const looking: typeof readDecodedDataset = async (folder, ...rest) => {
    seen.push(await readdir(folder).catch(() => []));
    return readDecodedDataset(folder, ...rest);
  };
  return { ...others, readDecodedDataset: looking };
});

describe("a dataset that a run recorded", () => {
  it("is held before it is looked at, so that no other process takes it away in between", async () => {
    const { run } = await startRun(playedRun(root));
    const [folder = ""] = await readdir(decodedCache(root));
    const mark = `in-use.${process.pid}`;
    await rm(join(decodedCache(root), folder, mark));
    seen.length = 0;
    const dataset = run.workloads[0]?.dataset;
    expect(dataset === undefined ? null : await decodedBefore(dataset, decodedCache(root))).toContain(folder);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toContain(mark);
  });
});

describe("preparing a run", () => {
  it.skipIf(process.platform === "win32")(
    "keeps the cache of decoded datasets within its bound, and marks what it needs",
    async () => {
      const old = join(decodedCache(root), "99x99x3-0123456789abcdef");
      await mkdir(old, { recursive: true });
      const file = join(old, "train-images.idx");
      await writeFile(file, "");
      await truncate(file, 5 * 2 ** 30);
      await utimes(file, 1, 1);
      await startRun(playedRun(root));
      const kept = await readdir(decodedCache(root));
      expect(kept).toHaveLength(1);
      expect(kept).not.toContain("99x99x3-0123456789abcdef");
      expect(await readdir(join(decodedCache(root), kept[0] ?? ""))).toContain(`in-use.${process.pid}`);
    },
  );
});
