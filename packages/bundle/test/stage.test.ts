import { link, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stageBundle } from "../src/stage.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "evenkeel-stage-"));
});
afterEach(() => rm(root, { recursive: true }));

async function put(path: string, text: string): Promise<string> {
  await mkdir(join(root, path, ".."), { recursive: true });
  await writeFile(join(root, path), text);
  return join(root, path);
}

test("lays out packages with what they read at run time, and what was set up where they look for it", async () => {
  for (const path of ["src/index.ts", "requirements/pins.txt", "package.json", "test/x.test.ts"]) {
    await put(`packages/backend/${path}`, path);
  }
  const library = await put(".cache/backends/x/runtime/lib.so", "binary");
  await link(library, `${library}.1`);
  const receipt = await put(".cache/backends/x/receipt.json", "{}");
  await stageBundle(join(root, "staging"), {
    root,
    packages: [{ name: "@evenkeel/backend", folder: "packages/backend", links: [] }],
    include: [
      { from: join(root, ".cache/backends/x/runtime"), to: ".cache/backends/x/runtime" },
      { from: receipt, to: ".cache/backends/x/receipt.json" },
    ],
    origin: {},
  });

  const staged = await readdir(join(root, "staging"), { recursive: true, withFileTypes: true });
  const files = staged.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.map((file) => file.slice(join(root, "staging").length + 1)).toSorted()).toEqual([
    ".cache/backends/x/receipt.json",
    ".cache/backends/x/runtime/lib.so",
    ".cache/backends/x/runtime/lib.so.1",
    "bench",
    "bundle.json",
    "evenkeel",
    "packages/backend/package.json",
    "packages/backend/requirements/pins.txt",
    "packages/backend/src/index.ts",
  ]);
  expect(await readFile(join(root, "staging/.cache/backends/x/runtime/lib.so"), "utf8")).toBe("binary");
  // tar waits for ever over hard links.
  expect((await stat(join(root, "staging/.cache/backends/x/runtime/lib.so"))).nlink).toBe(1);
});
