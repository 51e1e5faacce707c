import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
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
    await mkdir(join(cache, `removed-1-${name(9)}`));
    await holdDecodedDataset(join(cache, name(2)));
    expect(await clearDecodedCache(cache)).toEqual({ removed: 2, removedBytes: 2000, inUse: 1 });
    expect((await readdir(cache)).sort()).toEqual([name(2), "notes"]);
    expect(await clearDecodedCache(join(cache, "nowhere"))).toEqual({ removed: 0, removedBytes: 0, inUse: 0 });
  });
});
