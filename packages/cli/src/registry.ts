import { UsageError, type BackendEntry } from "@evenkeel/core";
import { bundledBackends } from "@evenkeel/setup/installation";

/** The catalogue of each backend package, in the order in which lists show them. None imports its library. */
const catalogs = await Promise.all([
  import("@evenkeel/backend-onnx/catalog"),
  import("@evenkeel/backend-tfjs/catalog"),
  import("@evenkeel/backend-python/catalog"),
]);
const entries: readonly BackendEntry[] = catalogs.flatMap(({ catalog }) => catalog);

/** Every backend there is; "all" of a bundle are those that it was made for. */
export const registry = registryOf(bundledBackends);

export function registryOf(bundled: ReadonlySet<string> | null): readonly BackendEntry[] {
  return entries.map((entry) => (bundled?.has(entry.id) === false ? { ...entry, byNameOnly: true } : entry));
}

/** The entry of a backend that the user named. Throws `UsageError` with the known ids. */
export function findBackend(id: string): BackendEntry {
  const entry = registry.find((candidate) => candidate.id === id);
  if (entry === undefined) {
    throw new UsageError("unknown backend", {
      where: "--backend",
      expected: registry.map((known) => known.id).join(", "),
      got: `"${id}"`,
    });
  }
  return entry;
}
