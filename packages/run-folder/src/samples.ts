import { join } from "node:path";
import { sampleFiles, type Task } from "@evenkeel/core";
import type { z } from "zod";
import { parseAs, parseJson } from "./parse.ts";
import { cellFolder } from "./paths.ts";
import { readTextIfAny, writeBytes } from "./storage.ts";

/** What a cell of the task keeps as raw samples. */
export type SamplesOf<T extends Task> = z.infer<(typeof sampleFiles)[T]["schema"]>;

/** Writes a cell's raw samples, whole or not at all. Throws `RunFolderError`, also for samples their schema refuses. */
export async function writeSamples<T extends Task>(
  folder: string,
  cellId: string,
  task: T,
  samples: SamplesOf<T>,
): Promise<void> {
  const file = samplesFile(folder, cellId, task);
  await writeBytes(file, JSON.stringify(parseAs(sampleFiles[task].schema, samples, file)));
}

/** A cell's raw samples of the task, or null when it has none. Throws `RunFolderError` for a damaged file. */
export async function readSamples<T extends Task>(
  folder: string,
  cellId: string,
  task: T,
): Promise<SamplesOf<T> | null> {
  const file = samplesFile(folder, cellId, task);
  const text = await readTextIfAny(file);
  return text === null ? null : (parseAs(sampleFiles[task].schema, parseJson(text, file), file) as SamplesOf<T>);
}

function samplesFile(folder: string, cellId: string, task: Task): string {
  return join(cellFolder(folder, cellId), sampleFiles[task].file);
}
