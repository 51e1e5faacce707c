import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { asvRun, type AsvBenchmarks } from "./asv.ts";
import { benchmarkSchema, machineSchema, refuseVersion, resultsSchema, withoutNaN } from "./asv-schema.ts";
import { fitted, foreignError, parseForeign, readForeign, sha256 } from "./foreign-file.ts";
import type { ForeignRuns } from "./foreign-run.ts";

const machineFile = "machine.json";
const benchmarksFile = "benchmarks.json";

/** A folder with `benchmarks.json`, or with folders that hold a `machine.json`, is asv's. */
export async function isAsvFolder(folder: string): Promise<boolean> {
  return (await fileNames(folder)).includes(benchmarksFile) || (await machineFolders(folder)).length > 0;
}

/** Every run of an asv results folder, machine by machine. Throws `DataError` naming the file at fault. */
export async function readAsvFolder(folder: string): Promise<ForeignRuns> {
  const machines = await machineFolders(folder);
  if (machines.length === 0) {
    throw foreignError({
      where: folder,
      expected: `folders of machines, each with ${machineFile}`,
      got: "none",
      remedy: "name the folder that asv.conf.json calls results_dir",
    });
  }
  const benchmarks = await readBenchmarks(folder);
  const runs = [];
  for (const machine of machines) runs.push(...(await readMachine(join(folder, machine), benchmarks)));
  return {
    source: "asv",
    runs: runs.map(({ run }) => run),
    leftOut: runs.reduce((sum, { leftOut }) => sum + leftOut, 0),
  };
}

async function readMachine(folder: string, benchmarks: AsvBenchmarks) {
  const where = join(folder, machineFile);
  const value = parseForeign(await readForeign(where), where);
  refuseVersion(value, "machine", where);
  const { machine } = fitted(machineSchema, value, where);
  const names = (await fileNames(folder)).filter((name) => name.endsWith(".json") && name !== machineFile);
  const runs = [];
  for (const name of names.toSorted()) runs.push(await readResults(join(folder, name), machine, benchmarks));
  return runs;
}

async function readResults(file: string, machine: string, benchmarks: AsvBenchmarks) {
  const text = await readForeign(file);
  const value = parseForeign(withoutNaN(text), file);
  refuseVersion(value, "results", file);
  const results = fitted(resultsSchema, value, file);
  if (results.params["machine"] !== machine) {
    throw foreignError({ where: file, expected: `results of ${machine}`, got: String(results.params["machine"]) });
  }
  return asvRun(results, benchmarks, sha256(text), file);
}

/** Empty where the folder has no `benchmarks.json`: asv's names of benchmarks say their units, too. */
async function readBenchmarks(folder: string): Promise<AsvBenchmarks> {
  if (!(await fileNames(folder)).includes(benchmarksFile)) return new Map();
  const where = join(folder, benchmarksFile);
  const value = parseForeign(withoutNaN(await readForeign(where)), where);
  refuseVersion(value, "benchmarks", where);
  const entries = Object.entries(fitted(z.record(z.string(), z.unknown()), value, where));
  return new Map(
    entries
      .filter(([name]) => name !== "version")
      .map(([name, benchmark]) => [name, fitted(benchmarkSchema, benchmark, where)]),
  );
}

async function machineFolders(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true });
  const folders = found.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const withMachine = await Promise.all(
    folders.map(async (name) => ((await fileNames(join(folder, name))).includes(machineFile) ? [name] : [])),
  );
  return withMachine.flat().toSorted();
}

/** Names of the plain files of a folder; none where it cannot be read. */
async function fileNames(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}
