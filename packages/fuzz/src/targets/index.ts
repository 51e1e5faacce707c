import type { Target } from "../target.ts";
import { archive } from "./archive.ts";
import { commandLine } from "./command-line.ts";
import { experiment } from "./experiment.ts";
import { findings } from "./findings.ts";
import { asvResults, foreignFile } from "./foreign-history.ts";
import { frames } from "./frames.ts";
import { cifarFolder, idxFolder, imageFolder } from "./image-files.ts";
import { modelFacts } from "./model-facts.ts";
import { modelSpec } from "./model-spec.ts";
import { page } from "./page.ts";
import { history, journal, manifest, runJson, samples } from "./run-folder.ts";
import { safetensors } from "./safetensors.ts";
import { terminal } from "./terminal.ts";

/** Everything that takes what Evenkeel must not trust. */
export const targets: readonly Target[] = [
  safetensors,
  modelSpec,
  modelFacts,
  experiment,
  idxFolder,
  cifarFolder,
  imageFolder,
  archive,
  frames,
  commandLine,
  runJson,
  history,
  journal,
  samples,
  manifest,
  foreignFile,
  asvResults,
  findings,
  terminal,
  page,
];
