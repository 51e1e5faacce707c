import { readdir, stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { quotedText, UsageError } from "@evenkeel/core";
import { experimentSchema, type Experiment } from "@evenkeel/tasks";
import type { z } from "zod";
import { importExperiment } from "./import-experiment.ts";
import { nearest } from "./known-name.ts";
import { benchmarksFolder } from "./project.ts";
import { userPath } from "./user-folder.ts";

/** The names of the experiments in `benchmarks/`. */
export async function experimentNames(): Promise<string[]> {
  const files = await readdir(benchmarksFolder);
  return files.filter((file) => extname(file) === ".ts").map((file) => file.slice(0, -".ts".length));
}

/** Loads an experiment by name (`quick`) or by path (`./mine.ts`, which exports `experiment`). Throws `UsageError`. */
export async function loadExperiment(nameOrPath: string, signal?: AbortSignal): Promise<Experiment> {
  const file = await experimentPath(nameOrPath);
  const parsed = experimentSchema.safeParse(await importExperiment(file, { signal }));
  if (parsed.success) return parsed.data;
  throw new UsageError("not an experiment", {
    where: file,
    expected: 'an export named "experiment" as in benchmarks/quick.ts',
    got: describeIssue(parsed.error),
  });
}

/** The file that a name or path means. Throws `UsageError`. */
export async function experimentPath(nameOrPath: string): Promise<string> {
  const names = await experimentNames();
  if (names.includes(nameOrPath)) return resolve(benchmarksFolder, `${nameOrPath}.ts`);
  const isPath = extname(nameOrPath) !== "" || /[/\\]/.test(nameOrPath);
  const file = isPath ? userPath(nameOrPath, "experiment") : null;
  const found = file === null ? null : await stat(file).catch(() => null);
  if (file !== null && found?.isFile() === true && /\.[cm]?[jt]s$/.test(file)) return file;
  const near = nearest(nameOrPath, names);
  throw new UsageError(found === null ? "no such experiment" : "not the file of an experiment", {
    where: "experiment",
    expected: `one of ${names.join(", ")}, or the path of a .ts file`,
    got: quotedText(nameOrPath),
    ...(near !== null && { remedy: `did you mean ${near}?` }),
  });
}

function describeIssue({ issues: [first] }: z.ZodError): string {
  const { path, message } = first ?? { path: [], message: "something else" };
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}
