import { join } from "node:path";
import type { OpennessView } from "@evenkeel/openness";
import {
  indexFile,
  readOpenness,
  removeManifest,
  writeIndex,
  writeManifest,
  writeOpenness,
} from "@evenkeel/run-folder";
import { renderWithPictures } from "../keep-pictures.ts";

/**
 * Puts an assessment into a run folder, in place of an earlier one of the same model, and makes the page anew. Gives
 * the page's path. Throws `RunFolderError`.
 */
export async function keepOpenness(folder: string, view: OpennessView): Promise<string> {
  const others = ((await readOpenness(folder))?.models ?? []).filter(({ model }) => model !== view.model);
  await removeManifest(folder);
  await writeOpenness(folder, { models: [...others, view] });
  await writeIndex(folder, await renderWithPictures(folder));
  await writeManifest(folder);
  return join(folder, indexFile);
}
