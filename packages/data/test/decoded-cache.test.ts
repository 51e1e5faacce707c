import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clearDecodedCache, holdDecodedDataset, trimDecodedCache } from "../src/decoded-cache.ts";
import { temporaryFolder } from "./folder.ts";

const name = (digit: number) => `28x28x1-${String(digit).repeat(16)}`;

/** Datasets 1, 2, …: 1000 bytes each, used in this order. */
async function cacheOf(count: number): Promise<string> {
  const cache = await temporaryFolder();
  for (let digit = 1; digit <= count; digit += 1) {
    await mkdir(join(cache, name(digit)));
    const file = join(cache, name(digit), "train-images.idx");
    await writeFile(file, Buffer.alloc(1000));
    await utimes(file, digit, digit);
  }
  return cache;
}

/** A process of that number cannot be. */
const ended = 2 ** 30;

describe("the cache of decoded datasets", () => {
  it("loses what was used longest ago when it takes more than its bound", async () => {
    const cache = await cacheOf(4);
    expect(await trimDecodedCache(cache, 4000)).toEqual({ removed: 0, removedBytes: 0, inUse: 0 });
    expect(await trimDecodedCache(cache, 2500)).toEqual({ removed: 2, removedBytes: 2000, inUse: 0 });
    expect(await readdir(cache)).toEqual([name(3), name(4)]);
  });

  it("keeps what a running process needs, and what was used last", async () => {
    const cache = await cacheOf(4);
    await holdDecodedDataset(join(cache, name(1)));
    await writeFile(join(cache, name(2), `in-use.${ended}`), "");
    await utimes(join(cache, name(2), `in-use.${ended}`), 50, 50);
    expect(await trimDecodedCache(cache, 2000)).toEqual({ removed: 2, removedBytes: 2000, inUse: 1 });
    expect(await readdir(cache)).toEqual([name(1), name(2)]);
    expect(await readdir(join(cache, name(2)))).toEqual(["train-images.idx"]);
    expect(await trimDecodedCache(cache, 0)).toMatchObject({ removed: 1, inUse: 1 });
  });

  it("is emptied of all that nobody needs, and of nothing that is none of its own", async () => {
    const cache = await cacheOf(3);
    await mkdir(join(cache, "notes"));
    await mkdir(join(cache, `removed-${ended}-${name(9)}`));
    await holdDecodedDataset(join(cache, name(2)));
    expect(await clearDecodedCache(cache)).toEqual({ removed: 2, removedBytes: 2000, inUse: 1 });
    expect((await readdir(cache)).sort()).toEqual([name(2), "notes"]);
    expect(await clearDecodedCache(join(cache, "nowhere"))).toEqual({ removed: 0, removedBytes: 0, inUse: 0 });
  });

  const hold = { onMove: holdDecodedDataset };

  it("gives back what a run marks after it was chosen", async () => {
    const cache = await cacheOf(2);
    expect(await trimDecodedCache(cache, 0, hold)).toEqual({ removed: 0, removedBytes: 0, inUse: 2 });
    expect(await readdir(cache)).toEqual([name(1), name(2)]);
    expect((await readdir(join(cache, name(1)))).sort()).toEqual([`in-use.${process.pid}`, "train-images.idx"]);
  });

  it("keeps the mark of a run that finds its dataset gone and writes it anew", async () => {
    const cache = await cacheOf(1);
    const rewrite = async (folder: string) => {
      await mkdir(folder);
      await writeFile(join(folder, "train-images.idx"), "anew");
    };
    const found = await clearDecodedCache(cache, { ...hold, onMoved: rewrite });
    expect(found).toEqual({ removed: 0, removedBytes: 0, inUse: 1 });
    expect(await readdir(cache)).toEqual([name(1)]);
    expect(await readFile(join(cache, name(1), "train-images.idx"), "utf8")).toBe("anew");
    expect(await clearDecodedCache(cache)).toEqual({ removed: 0, removedBytes: 0, inUse: 1 });
  });

  it("takes what another removal took for gone, and leaves alone what a running process is removing", async () => {
    const cache = await cacheOf(2);
    const others = `removed-${process.ppid}-${name(9)}`;
    await mkdir(join(cache, others));
    await mkdir(join(cache, `removed-${process.pid}-${name(8)}`));
    const take = (folder: string) => rm(folder, { recursive: true });
    expect(await clearDecodedCache(cache, { onMove: take })).toEqual({ removed: 0, removedBytes: 0, inUse: 0 });
    expect(await readdir(cache)).toEqual([others]);
  });

  it("is emptied by two at once", async () => {
    const cache = await cacheOf(9);
    const both = await Promise.all([clearDecodedCache(cache), clearDecodedCache(cache)]);
    expect(both.reduce((sum, { removed }) => sum + removed, 0)).toBe(9);
    expect(await readdir(cache)).toEqual([]);
  });
});
