import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "@evenkeel/core";
import { experimentSchema, type Experiment } from "@evenkeel/tasks";
import type { z } from "zod";
import { benchmarksFolder } from "./project.ts";

/** The names of the experiments in `benchmarks/`. */
export async function experimentNames(): Promise<string[]> {
  const files = await readdir(benchmarksFolder);
  return files.filter((file) => extname(file) === ".ts").map((file) => file.slice(0, -".ts".length));
}

/** Loads an experiment by name (`quick`) or by path (`./mine.ts`, which exports `experiment`). Throws `UsageError`. */
export async function loadExperiment(nameOrPath: string): Promise<Experiment> {
  const isPath = extname(nameOrPath) !== "";
  const file = isPath ? resolve(nameOrPath) : resolve(benchmarksFolder, `${nameOrPath}.ts`);
  if (!existsSync(file) || (!isPath && !(await experimentNames()).includes(nameOrPath))) {
    throw new UsageError("no such experiment", {
      where: nameOrPath,
      expected: `one of ${(await experimentNames()).join(", ")}, or the path of a .ts file`,
    });
  }
  const parsed = experimentSchema.safeParse(await experimentOf(file));
  if (!parsed.success) {
    throw new UsageError("not an experiment", {
      where: file,
      expected: 'an export named "experiment" as in benchmarks/quick.ts',
      got: describeIssue(parsed.error),
    });
  }
  return parsed.data;
}

/** Imports what the file exports as `experiment`. */
async function experimentOf(file: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(file).href)) as { experiment?: unknown };
    return module.experiment;
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError("cannot be loaded", { where: file, expected: "a TypeScript module that runs", got, cause });
  }
}

function describeIssue({ issues: [first] }: z.ZodError): string {
  const { path, message } = first ?? { path: [], message: "something else" };
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}
