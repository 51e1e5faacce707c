/**
 * The files of an environment against what its wheels say of them: each wheel leaves a RECORD of paths, hashes, sizes.
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse/sync";

interface RecordedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Names of the folders that hold the wheels' records, in order; empty where nothing is installed. */
export function installedWheels(venv: string): string[] {
  const packages = packagesFolder(venv);
  if (packages === null) return [];
  return readdirSync(packages)
    .filter((name) => name.endsWith(".dist-info"))
    .toSorted();
}

/**
 * The first file that is missing or of another size than its wheel says, or null; with `contents` also of another hash.
 * `wheels` are the records that there must be. Paths are relative to the environment's packages.
 */
export async function damagedFile(
  venv: string,
  wheels: readonly string[],
  check: "sizes" | "contents",
): Promise<string | null> {
  const packages = packagesFolder(venv);
  if (packages === null) return wheels[0] ?? null;
  for (const wheel of wheels) {
    const record = join(packages, wheel, "RECORD");
    if (!existsSync(record)) return join(wheel, "RECORD");
    for (const file of readRecord(await readFile(record, "utf8"))) {
      const path = resolve(packages, file.path);
      if (!path.startsWith(resolve(venv) + sep)) return file.path;
      if (statSync(path, { throwIfNoEntry: false })?.size !== file.bytes) return file.path;
      if (check === "contents" && (await hashOf(path)) !== file.sha256) return file.path;
    }
  }
  return null;
}

/** What has no hash there, the record itself and compiled Python, can be made again by Python. */
function readRecord(text: string): RecordedFile[] {
  const rows: string[][] = parse(text, { relaxColumnCount: true, skipEmptyLines: true });
  return rows.flatMap(([path = "", hash = "", bytes = ""]) =>
    hash.startsWith("sha256=") ? [{ path, sha256: hash.slice("sha256=".length), bytes: Number(bytes) }] : [],
  );
}

/** As records write it: base64 of URLs, without padding. */
async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("base64url");
}

/** Where an environment keeps its packages: `Lib/site-packages` on Windows, else below the version's folder. */
function packagesFolder(venv: string): string | null {
  const lib = join(venv, process.platform === "win32" ? "Lib" : "lib");
  if (!existsSync(lib)) return null;
  const versions = process.platform === "win32" ? [""] : readdirSync(lib);
  return versions.map((version) => join(lib, version, "site-packages")).find((folder) => existsSync(folder)) ?? null;
}
