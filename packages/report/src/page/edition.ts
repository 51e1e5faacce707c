import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

/** Packages whose sources decide what a page says, each with the package that depends on it; null is this one. */
const sources = [
  ["@evenkeel/report", null],
  ["@evenkeel/analysis", "@evenkeel/report"],
  ["@evenkeel/core", "@evenkeel/report"],
  ["@evenkeel/run-folder", "@evenkeel/analysis"],
  ["@evenkeel/stats", "@evenkeel/analysis"],
  ["@evenkeel/tasks", "@evenkeel/analysis"],
] as const;
/** Libraries that draw it. */
const libraries = ["@observablehq/plot", "handlebars", "linkedom"] as const;

let made: string | null = null;

/**
 * What stands in a page's `generator`: the version, and a digest of the code that makes pages. Two pages of one edition
 * and one run folder are the same byte for byte; a page of another edition may differ from it in anything.
 */
export function pageEdition(): string {
  return (made ??= `Evenkeel ${fieldOf(ownManifest, "version")}, page edition ${digest()}`);
}

const ownManifest = join(import.meta.dirname, "..", "..", "package.json");

function digest(): string {
  const hash = createHash("sha256");
  const manifests = new Map<string, string>([["@evenkeel/report", ownManifest]]);
  for (const [name, dependent] of sources) {
    const manifest = dependent === null ? ownManifest : manifestOf(name, manifests.get(dependent) ?? ownManifest);
    manifests.set(name, manifest);
    for (const [path, text] of sourcesIn(join(dirname(manifest), "src"))) hash.update(`${name} ${path}\n${text}\n`);
  }
  for (const name of libraries) hash.update(`${name} ${fieldOf(manifestOf(name, ownManifest), "version")}\n`);
  return hash.digest("hex").slice(0, 12);
}

/** Every file with its text, line ends as on Linux: a checkout on Windows makes the same pages. */
function sourcesIn(folder: string): [path: string, text: string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file): [string, string] => [
      file.slice(folder.length).replaceAll("\\", "/"),
      readFileSync(file, "utf8").replaceAll("\r\n", "\n"),
    ])
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function manifestOf(name: string, dependent: string): string {
  const file = findPackageJSON(name, dependent);
  if (file === undefined || !existsSync(file)) throw new Error(`${name} is not installed beside ${dependent}`);
  return file;
}

function fieldOf(manifest: string, field: "version"): string {
  return (JSON.parse(readFileSync(manifest, "utf8")) as Record<typeof field, string>)[field];
}
