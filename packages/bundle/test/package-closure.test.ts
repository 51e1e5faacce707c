import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { packageClosure } from "../src/package-closure.ts";

const root = resolve(import.meta.dirname, "../../..");
const names = async (folder: string, leaveOut?: ReadonlySet<string>) =>
  (await packageClosure(root, [folder], leaveOut)).map(({ name }) => name);

test("takes a package's dependencies and theirs, and no development dependency", async () => {
  const all = await names("packages/harness");
  expect(all).toEqual(expect.arrayContaining(["@evenkeel/harness", "@evenkeel/core", "zod", "execa", "is-plain-obj"]));
  expect(all).not.toContain("vitest");
  expect(all).not.toContain("typescript");
});

test("names folders and links that exist, each package once", async () => {
  const closure = await packageClosure(root, ["packages/report"]);
  const folders = closure.map(({ folder }) => folder);
  expect(new Set(folders).size).toBe(folders.length);
  for (const { folder, links } of closure) {
    expect(existsSync(join(root, folder, "package.json"))).toBe(true);
    for (const { path, target } of links) {
      expect(existsSync(join(root, path))).toBe(true);
      expect(folders).toContain(target);
    }
  }
});

test("follows peer dependencies, without which a package does not load", async () => {
  const closure = await packageClosure(root, ["packages/report"]);
  const transition = closure.find(({ name }) => name === "d3-transition");
  expect(transition?.links.map(({ path }) => path)).toContainEqual(expect.stringMatching(/d3-selection$/));
});

test("leaves out a named package and what only it needs", async () => {
  const without = await names("packages/harness", new Set(["execa"]));
  expect(without).not.toContain("execa");
  expect(without).not.toContain("is-plain-obj");
  expect(without).toContain("zod");
});

test("says which package is not installed", async () => {
  await expect(packageClosure(resolve(import.meta.dirname, "fixtures"), ["lacking"])).rejects.toThrow(
    /nowhere-to-be-found is not installed/,
  );
});
