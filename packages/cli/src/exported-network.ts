import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { DataError, UsageError, type ModelSpec, type Weights } from "@evenkeel/core";
import {
  checkFinite,
  checkWeights,
  decodeSafetensors,
  initialWeights,
  weightSlots,
  withClasses,
} from "@evenkeel/models";
import { networkFor } from "./network-classes.ts";

/** A network and the weights that it is exported with. */
export interface ExportedNetwork {
  readonly spec: ModelSpec;
  readonly weights: Weights;
}

/** The network with initial weights, for `classes` classes where that is asked. Throws `UsageError`. */
export function untrained(
  spec: ModelSpec,
  { seed, classes }: { seed: number; classes?: number | undefined },
): ExportedNetwork {
  const fitted = networkFor(spec, classes);
  return { spec: fitted, weights: initialWeights(fitted, seed) };
}

/**
 * The network with weights from a file, its last layer as wide as they have it: a run may have trained it for another
 * number of classes. Throws `DataError` for a file that cannot be read, other weights, or a number that is not finite.
 */
export async function trained(spec: ModelSpec, file: string): Promise<ExportedNetwork> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new DataError("cannot be read", { where: file, remedy: "check --weights", cause });
  });
  const weights = decodeSafetensors(bytes, file);
  const classes = weights.get(weightSlots(spec).at(-1)?.name ?? "")?.shape.at(-1) ?? spec.classes;
  const fitted = (classes > 1 ? withClasses(spec, classes) : null) ?? spec;
  checkWeights(fitted, weights, file);
  checkFinite(weights, file);
  return { spec: fitted, weights };
}

/** Throws `UsageError` where a file is in the way and `--force` was not given. */
export function refuseOverwriting(file: string, force: boolean): void {
  if (force || !existsSync(file)) return;
  throw new UsageError("there is a file already", { where: file, remedy: "name another with --out, or add --force" });
}
