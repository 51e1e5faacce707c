import { allBackends, type BackendEntry } from "@evenkeel/core";
import { bundledBackends } from "@evenkeel/setup/installation";
import { knownName } from "./known-name.ts";

/** The catalogue of each backend package, in the order in which lists show them. None imports its library. */
const catalogs = await Promise.all([
  import("@evenkeel/backend-onnx/catalog"),
  import("@evenkeel/backend-tfjs/catalog"),
  import("@evenkeel/backend-python/catalog"),
]);

/** Every backend there is. */
export const registry: readonly BackendEntry[] = catalogs.flatMap(({ catalog }) => catalog);

/**
 * The same, where "all" of a bundle are those that it was made for. Throws `DataError` where its `bundle.json` is
 * damaged.
 */
export function registryHere(bundled: ReadonlySet<string> | null = bundledBackends()): readonly BackendEntry[] {
  return registry.map((entry) => (bundled?.has(entry.id) === false ? { ...entry, byNameOnly: true } : entry));
}

/** The backends that every command takes where none is named. */
export function defaultBackends(): readonly BackendEntry[] {
  return allBackends(registryHere());
}

const smallNumbers = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Which these are, in words: "the four that come with the plain install", or with the bundle that this is. */
export function defaultBackendsText(bundled: ReadonlySet<string> | null = bundledBackends()): string {
  const count = allBackends(registryHere(bundled)).length;
  const verb = count === 1 ? "comes" : "come";
  return `the ${smallNumbers[count] ?? count} that ${verb} with ${bundled === null ? "the plain install" : "this bundle"}`;
}

/**
 * The entry of a backend that the user named by the flag or argument `where`. Throws `UsageError` with the known ids.
 */
export function findBackend(id: string, where = "--backend"): BackendEntry {
  const known = knownName(
    id,
    registry.map((entry) => entry.id),
    { what: "backend", where },
  );
  return registry.find((entry) => entry.id === known) as BackendEntry;
}
