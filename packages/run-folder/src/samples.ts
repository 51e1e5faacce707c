import { join } from "node:path";
import type { TaskName } from "@evenkeel/core";
import { taskDefinition, type SamplesOf } from "@evenkeel/tasks";
import { samplesOfOlder } from "./migrate/older-samples.ts";
import { parseAs, parseJson, parseKnown } from "./parse.ts";
import { cellFolder } from "./paths.ts";
import { publicValue } from "./public-text.ts";
import { readTextIfAny, writeBytes } from "./storage.ts";

/** Writes a cell's raw samples, whole or not at all. Throws `RunFolderError`, also for samples their schema refuses. */
export async function writeSamples<T extends TaskName>(
  folder: string,
  cellId: string,
  task: T,
  samples: SamplesOf<T>,
): Promise<void> {
  const file = samplesFile(folder, cellId, task);
  await writeBytes(file, JSON.stringify(publicValue(parseAs(taskDefinition(task).samples.schema, samples, file))));
}

/** A cell's raw samples of the task, or null when it has none. Throws `RunFolderError` for a damaged file. */
export async function readSamples<T extends TaskName>(
  folder: string,
  cellId: string,
  task: T,
): Promise<SamplesOf<T> | null> {
  const file = samplesFile(folder, cellId, task);
  const text = await readTextIfAny(file);
  if (text === null) return null;
  const value = samplesOfOlder(task, parseJson(text, file));
  return publicValue(parseKnown(taskDefinition(task).samples.schema, value, file));
}

function samplesFile(folder: string, cellId: string, task: TaskName): string {
  return join(cellFolder(folder, cellId), taskDefinition(task).samples.file);
}
