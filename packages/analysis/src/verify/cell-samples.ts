import { join, relative, sep } from "node:path";
import { RunFolderError, type CompletedCell, type TaskName } from "@evenkeel/core";
import { cellFolder, readSamples, type Run } from "@evenkeel/run-folder";
import { taskDefinition, type SamplesOf } from "@evenkeel/tasks";

/** A completed cell with its raw samples, null where it has none; `problem` says why they cannot be read. */
export interface CellSamples {
  readonly cell: CompletedCell;
  /** Of its samples, relative to the run folder. */
  readonly file: string;
  readonly samples: SamplesOf<TaskName> | null;
  readonly problem: string | null;
}

/** The raw samples of every completed cell. Never rejects for what a file holds. */
export async function* samplesOfCells(folder: string, { cells }: Run): AsyncGenerator<CellSamples> {
  for (const cell of cells) {
    if (cell.state !== "completed") continue;
    const place = join(cellFolder(folder, cell.id), taskDefinition(cell.task).samples.file);
    const file = relative(folder, place).split(sep).join("/");
    yield { cell, file, ...(await readOrProblem(folder, cell)) };
  }
}

async function readOrProblem(
  folder: string,
  { id, task }: CompletedCell,
): Promise<Pick<CellSamples, "samples" | "problem">> {
  try {
    return { samples: await readSamples(folder, id, task), problem: null };
  } catch (error) {
    if (!(error instanceof RunFolderError)) throw error;
    return { samples: null, problem: error.message };
  }
}

/** `cells["<id>"]`, the path of a cell in `run.json`, with what is below it. */
export function pathOfCell(id: string, ...fields: readonly string[]): string {
  return ["cells", `["${id}"]`, ...fields].join("");
}
