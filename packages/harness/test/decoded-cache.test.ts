import { mkdir, readdir, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodedCache, startRun } from "../src/index.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

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
