import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** A published run of three backends: a real one, of an older schema. */
const folder = resolve(import.meta.dirname, "../../../../reports/reference/cuda/quick");

/** Its files by path, predictions of one backend alone: those are most of it. */
export async function smallRun(): Promise<Readonly<Record<string, Uint8Array>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.endsWith("predictions.json") || path.includes("onnx-cpu"));
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
  );
}
