import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

/** The checkout's root. */
export const projectRoot = resolve(import.meta.dirname, "../../..");
export const benchmarksFolder = resolve(projectRoot, "benchmarks");
export const runsFolder = resolve(projectRoot, "reports/runs");
/** The module that a cell's child process runs. */
export const cellModule = new URL("cell.ts", import.meta.url);

const bundleSchema = z.object({ backends: z.array(z.string()) });

/** The ids of the backends that an unpacked bundle was made for; null in a checkout. */
export const bundledBackends = readBundledBackends(resolve(projectRoot, "bundle.json"));

export function readBundledBackends(file: string): ReadonlySet<string> | null {
  if (!existsSync(file)) return null;
  const origin = bundleSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  return origin.success ? new Set(origin.data.backends) : null;
}
