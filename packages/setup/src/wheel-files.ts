import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BackendSetup } from "@evenkeel/core";
import { run } from "./command.ts";
import { findPython } from "./find-python.ts";
import type { InstallOptions } from "./install-options.ts";
import { lockedSetup } from "./locked-setup.ts";
import { pipInstall } from "./pip.ts";
import { pythonIn, venvFolder } from "./receipt.ts";
import { digestOf, leaveReceipt, receiptOf } from "./receipt-file.ts";
import { replaceFolder } from "./replace-folder.ts";

/** Single files out of wheels, for a backend that needs a library and no Python. Linux x64 alone. */
export interface WheelFiles {
  /** Of the folder in `.cache/backends`. */
  readonly name: string;
  /** A pip requirement file that names each wheel by its hash. */
  readonly requirements: URL;
  /** Paths inside the wheels, by the path that the file gets in the folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Another folder of backends, for tests. */
  readonly root?: string;
}

export interface WheelOptions extends WheelFiles {
  readonly description: string;
}

/** Same files whichever Python there is: only the hashed wheels fit, which are for this one. */
const platforms = ["manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux2014_x86_64"];
const interpreter = ["--implementation", "cp", "--python-version", "3.11"];

/** The folder with the files; null where it was not set up, or from other wheels. Single files may be missing. */
export function wheelFolder(wheels: WheelFiles): string | null {
  const folder = venvFolder(wheels);
  return receiptOf(folder) === digestOfWheels(wheels) ? folder : null;
}

/** Lets pip fetch and check the wheels, with an environment of its own that goes again, and keeps only the files. */
export function wheelSetup(options: WheelOptions): BackendSetup {
  return lockedSetup({ ...options, tool: "pip" }, (install) => installWheels(options, install));
}

async function installWheels(wheels: WheelOptions, install: InstallOptions): Promise<void> {
  const { signal, onProgress, repair = false } = install;
  const known = wheelFolder(wheels);
  const isWhole = known !== null && [...wheels.files.keys()].every((file) => existsSync(join(known, file)));
  if (isWhole && !repair) return;
  onProgress("looking for Python", null);
  const python = await findPython(signal);
  await replaceFolder(venvFolder(wheels), async (building) => {
    const scratch = join(building, "unpacking");
    await mkdir(scratch);
    onProgress("making a Python environment for pip", null);
    await run(python, ["-m", "venv", join(scratch, "python")], { signal });
    const packages = join(scratch, "packages");
    const tags = platforms.flatMap((tag) => ["--platform", tag]);
    const extra = ["--target", packages, "--no-compile", ...interpreter, ...tags];
    const requirements = fileURLToPath(wheels.requirements);
    await pipInstall(pythonIn(join(scratch, "python")), requirements, install, { extra, scratch });
    for (const [to, from] of wheels.files) await keep(join(packages, from), join(building, to));
    await rm(scratch, { recursive: true, force: true });
    await leaveReceipt(building, digestOfWheels(wheels));
  });
}

async function keep(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
}

function digestOfWheels({ requirements, files }: WheelFiles): string {
  return digestOf([readFileSync(requirements), Buffer.from(JSON.stringify([...files]))]);
}
