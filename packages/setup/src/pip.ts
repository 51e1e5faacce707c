import { readFile } from "node:fs/promises";
import type { BackendSetup } from "@evenkeel/core";
import { run } from "./command.ts";
import { countRequirements, PipProgress } from "./pip-progress.ts";

export type InstallOptions = Parameters<BackendSetup["install"]>[0];

/**
 * Lets pip install what a requirement file names and nothing along with it, wheels only. A file of hashes is installed
 * with `--require-hashes`; one that pins without hashes is checked against what its index states.
 */
export async function pipInstall(
  python: string,
  file: string,
  { signal, onProgress }: InstallOptions,
  extra: readonly string[] = [],
): Promise<void> {
  const text = await readFile(file, "utf8");
  const progress = new PipProgress(countRequirements(text));
  const checked = text.includes("--hash=") ? ["--require-hashes"] : [];
  const args = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"];
  await run(python, [...args, "--no-deps", "--only-binary", ":all:", ...checked, ...extra, "-r", file], {
    signal,
    onLine: (line) => {
      const seen = progress.read(line);
      if (seen !== null) onProgress(seen.step, seen.fraction);
    },
  });
}
