import { readFile } from "node:fs/promises";
import { run } from "./command.ts";
import type { InstallOptions } from "./install-options.ts";
import { countRequirements, PipProgress } from "./pip-progress.ts";

/**
 * Lets pip install what a requirement file names and nothing along with it, wheels only. A file of hashes is installed
 * with `--require-hashes`; one that pins without hashes is checked against what its index states. Its temporary files
 * go into `scratch`, where what a killed one leaves is removed with it.
 */
export async function pipInstall(
  python: string,
  file: string,
  { signal, onProgress }: InstallOptions,
  { extra = [], scratch }: { readonly extra?: readonly string[]; readonly scratch: string },
): Promise<void> {
  const text = await readFile(file, "utf8");
  const progress = new PipProgress(countRequirements(text));
  const checked = text.includes("--hash=") ? ["--require-hashes"] : [];
  const args = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"];
  await run(python, [...args, "--no-deps", "--only-binary", ":all:", ...checked, ...extra, "-r", file], {
    signal,
    temporaryFolder: scratch,
    onLine: (line) => {
      const seen = progress.read(line);
      if (seen !== null) onProgress(seen.step, seen.fraction);
    },
  });
}
