import { extname, dirname, join } from "node:path";
import { factsFiles, openRun, readFacts, type ModelFacts, type Sources } from "@evenkeel/openness";
import { UsageError } from "@evenkeel/core";
import { knownName } from "../known-name.ts";
import { benchmarksFolder, projectRoot } from "../project.ts";
import { runFolderOf } from "../run-reference.ts";
import { mustExist, userPath } from "../user-folder.ts";
import { changedSince } from "./changed-since.ts";

/** The facts of the models that this project has looked at. */
const modelsFolder = join(benchmarksFolder, "models");

/** Facts, and the folder of their file where the user named one. */
export interface NamedFacts {
  readonly facts: ModelFacts;
  readonly folder: string | null;
}

/** Of every model in `benchmarks/models`, by name. Throws `UsageError` for a file that holds no facts. */
export async function allFacts(): Promise<readonly ModelFacts[]> {
  const files = await factsFiles(modelsFolder);
  return Promise.all([...files.values()].map((file) => readFacts(file)));
}

/** The model that the user named, or the facts file. Throws `UsageError`. */
export async function namedFacts(typed: string): Promise<NamedFacts> {
  const files = await factsFiles(modelsFolder);
  const isPath = /[/\\]/.test(typed) || [".yaml", ".yml"].includes(extname(typed));
  if (!files.has(typed) && isPath) {
    const file = userPath(typed, "model");
    mustExist(file, "model", "a file");
    return { facts: await readFacts(file), folder: dirname(file) };
  }
  const name = knownName(typed, [...files.keys()], {
    what: "model",
    where: "model",
    otherwise: "the path of a .yaml file",
  });
  return { facts: await readFacts(files.get(name) ?? ""), folder: null };
}

export interface SourceOptions {
  readonly run?: string;
  readonly files?: string;
}

/**
 * Where evidence is looked for: files of a network of the zoo in this checkout, others beside the facts or in --files.
 * Throws `UsageError` where a flag names nothing that is there, or a run that knows no such model.
 */
export async function sourcesOf({ facts, folder }: NamedFacts, options: SourceOptions): Promise<Sources> {
  const files = options.files === undefined ? null : userPath(options.files, "--files");
  if (files !== null) mustExist(files, "--files", "a folder");
  const isOwn = facts.access === "zoo" && files === null;
  return {
    files: isOwn ? projectRoot : (files ?? folder),
    root: projectRoot,
    run: options.run === undefined ? null : await runOf(options.run, facts),
    changedSince: isOwn
      ? (paths, run) => changedSince(paths, run)
      : async (_, { runId }) => `run ${runId} does not say which files it used`,
  };
}

async function runOf(typed: string, facts: ModelFacts) {
  const opened = await openRun(await runFolderOf(typed, "--run"), facts);
  if (typeof opened !== "string") return opened;
  throw new UsageError("this run shows nothing of the model", { where: "--run", got: opened });
}
