import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

/** How Evenkeel came onto this machine: as a checkout of its repository, or unpacked from `evenkeel bundle`. */
export type Installation = "checkout" | "bundle";

/** The root of the checkout or of the unpacked bundle. */
export const installationRoot = resolve(import.meta.dirname, "../../..");

const originSchema = z.object({ backends: z.array(z.string()) });

/** The ids of the backends that an unpacked bundle was made for; null in a checkout. */
export const bundledBackends = readBundledBackends(resolve(installationRoot, "bundle.json"));

export const installation: Installation = bundledBackends === null ? "checkout" : "bundle";

/** What a bundle's `bundle.json` says that it was made for; null where there is no such file. */
export function readBundledBackends(file: string): ReadonlySet<string> | null {
  if (!existsSync(file)) return null;
  const origin = originSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  return origin.success ? new Set(origin.data.backends) : null;
}
