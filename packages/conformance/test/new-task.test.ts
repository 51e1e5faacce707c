/** A task that is only named does not compile: the type checker lists what is missing. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copiedPackages, typeErrors } from "./fixture/copied-packages.ts";

const copied = ["analysis", "core", "data", "harness", "models", "report", "run-folder", "setup", "stats", "tasks"];

/** The files that know every task. */
const places = [
  "analysis/src/read-run-data.ts",
  "harness/src/tasks/performers.ts",
  "report/src/words/limits.ts",
  "tasks/src/tasks.ts",
];

it("does not compile without its definition, its performer, its reader and its words", async () => {
  const folder = await copiedPackages(copied);
  const file = join(folder, "core/src/task-name.ts");
  const source = await readFile(file, "utf8");
  expect(source).toContain("taskNames = [");
  await writeFile(file, source.replace("taskNames = [", 'taskNames = ["hum", '));
  const errors = await typeErrors(folder);
  const missing = errors.filter(({ text }) => text.includes("hum"));
  expect([...new Set(missing.map(({ file: place }) => place))].sort()).toEqual(expect.arrayContaining(places));
}, 60_000);

it("a misspelt measurement does not compile", async () => {
  const folder = await copiedPackages(["core", "stats", "tasks"]);
  const file = join(folder, "tasks/src/train.ts");
  const source = await readFile(file, "utf8");
  expect(source).toContain('measurement("train.steps"');
  await writeFile(file, source.replace('measurement("train.steps"', 'measurement("train.stepz"'));
  const errors = await typeErrors(folder);
  expect(errors.map(({ file: place }) => place)).toEqual(["tasks/src/train.ts"]);
  expect(errors[0]?.text).toContain('"train.stepz"');
}, 60_000);
