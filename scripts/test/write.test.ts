import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runNew } from "../new/program.ts";
import { writeAll } from "../new/write.ts";

async function folder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "evenkeel-new-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, "a"));
  await writeFile(join(root, "a/old.txt"), "old");
  await writeFile(join(root, "lock.txt"), "locked");
  return root;
}

const changes = [
  { path: "b/c/new.txt", text: "new", isNew: true },
  { path: "a/new.txt", text: "new", isNew: true },
  { path: "a/old.txt", text: "changed", isNew: false },
];

it("writes new files and changed ones", async () => {
  const root = await folder();
  await writeAll(root, changes, [], () => {});
  expect(await readFile(join(root, "b/c/new.txt"), "utf8")).toBe("new");
  expect(await readFile(join(root, "a/old.txt"), "utf8")).toBe("changed");
});

it("leaves everything as it was where the end of it fails", async () => {
  const root = await folder();
  const finish = async () => {
    await writeFile(join(root, "lock.txt"), "changed");
    throw new Error("no network");
  };
  await expect(writeAll(root, changes, ["*.txt"], finish)).rejects.toThrow("no network");
  expect(await readFile(join(root, "a/old.txt"), "utf8")).toBe("old");
  expect(await readFile(join(root, "lock.txt"), "utf8")).toBe("locked");
  expect(["b", "a/new.txt"].filter((path) => existsSync(join(root, path)))).toEqual([]);
});

it.each([
  [["--help"], 0],
  [["task", "--help"], 0],
  [["task"], 2],
  [["taks", "energy"], 2],
  [["task", "latency"], 2],
  [["model", "LeNet"], 2],
])("%j ends with %i", async (argv, code) => {
  expect(await runNew(argv)).toBe(code);
});
