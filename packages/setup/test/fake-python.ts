import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * A `python3` in `folder` that tells its version, and whose environments hold a pip that is the shell script `pip`;
 * there `$packages` is where packages go. Gives the PATH with it first.
 */
export async function fakePython(folder: string, pip: string): Promise<string> {
  const environmentPython = `#!/bin/sh
packages=$(dirname "$(dirname "$0")")/lib/python3.12/site-packages
mkdir -p "$packages"
${pip}
`;
  const program = `#!/bin/sh
case "$2" in
  venv) mkdir -p "$4/bin"; cp '${join(folder, "environment-python")}' "$4/bin/python";;
  *platform*) echo 3.12.4;;
esac
`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "environment-python"), environmentPython, { mode: 0o755 });
  await writeFile(join(folder, "python3"), program, { mode: 0o755 });
  return `${folder}:/usr/bin:/bin`;
}
