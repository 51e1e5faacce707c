import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DataError, explainError } from "@evenkeel/core";
import { z } from "zod";

/** How Evenkeel came onto this machine: as a checkout of its repository, or unpacked from `evenkeel bundle`. */
export type Installation = "checkout" | "bundle";

/** The root of the checkout or of the unpacked bundle. */
export const installationRoot = resolve(import.meta.dirname, "../../..");

const originSchema = z.object({ backends: z.array(z.string()) });

const originFile = resolve(installationRoot, "bundle.json");

export const installation: Installation = existsSync(originFile) ? "bundle" : "checkout";

/**
 * The ids of the backends that an unpacked bundle was made for, as its `bundle.json` says; null in a checkout.
 * Throws `DataError` where that file is damaged.
 */
export function bundledBackends(file: string = originFile): ReadonlySet<string> | null {
  if (!existsSync(file)) return null;
  try {
    return new Set(originSchema.parse(JSON.parse(readFileSync(file, "utf8"))).backends);
  } catch (cause) {
    throw new DataError("damaged", {
      where: file,
      expected: "JSON that names the backends of this bundle",
      got: explainError(cause).message,
      remedy: "unpack the bundle again",
      cause,
    });
  }
}
