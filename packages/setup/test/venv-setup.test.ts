import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { venvPython } from "../src/receipt.ts";
import { venvSetup, type VenvOptions } from "../src/venv-setup.ts";

let root = "";
let venv: VenvOptions = { name: "x", description: "x", requirements: [] };
const steps: string[] = [];

/** What a pip leaves of a package. */
const leavesPackage =
  'PATH=/usr/bin:/bin; packages=$(dirname "$0")/../lib/python3.12/site-packages/torch-2.13.0.dist-info; ' +
  'mkdir -p "$packages"; : > "$packages/RECORD"';

/** A `python3` on the PATH: it tells its version, and its environments hold the pip that `pip` describes. */
async function fakePython(version: string, pip: string, hasVenv = true): Promise<void> {
  const environment = `mkdir -p "$4/bin"; printf '#!/bin/sh\\n%s\\n' '${pip}' > "$4/bin/python"; chmod +x "$4/bin/python"`;
  const program = `#!/bin/sh
PATH=/usr/bin:/bin
case "$2" in
  venv) ${environment};;
  *platform*) echo ${version};;
  *) exit ${hasVenv ? 0 : 1};;
esac
`;
  await mkdir(join(root, "bin"));
  await writeFile(join(root, "bin", "python3"), program, { mode: 0o755 });
  vi.stubEnv("PATH", join(root, "bin"));
}

function install(signal = new AbortController().signal): Promise<void> {
  return venvSetup(venv).install({ signal, onProgress: (step) => steps.push(step) });
}

beforeEach(async () => {
  steps.length = 0;
  root = await mkdtemp(join(tmpdir(), "evenkeel-setup-"));
  await writeFile(join(root, "pins.txt"), "torch==2.13.0\n");
  const requirements = [pathToFileURL(join(root, "pins.txt"))];
  venv = { name: "torch-cpu", description: "PyTorch", requirements, root: join(root, "backends") };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

describe.skipIf(process.platform === "win32")("venvSetup", () => {
  it("makes an environment, says how far pip is, and does nothing where it is done", async () => {
    await fakePython(
      "3.12.4",
      `echo Collecting torch==2.13.0; echo Installing collected packages: torch; ${leavesPackage}`,
    );
    await install();
    expect(venvPython(venv)).not.toBeNull();
    expect(steps).toEqual(["looking for Python", "making a Python environment", "looking for torch", "unpacking"]);
    steps.length = 0;
    await install();
    expect(steps).toEqual(["checking what is there"]);
  });

  it("does not take a failed install for a finished one, and passes on pip's reason", async () => {
    await fakePython("3.12.4", "echo ERROR: No matching distribution found for torch==2.13.0; exit 1");
    await expect(install()).rejects.toThrow(
      "setup of torch-cpu: ERROR: No matching distribution found for torch==2.13.0",
    );
    expect(venvPython(venv)).toBeNull();
  });

  it("does not take an environment for finished that pip installed nothing into", async () => {
    await fakePython("3.12.4", "echo Would install torch-2.13.0");
    await expect(install()).rejects.toThrow(
      "setup of torch-cpu: pip installed nothing into the environment; expected the packages of pins.txt",
    );
    expect(venvPython(venv)).toBeNull();
  });

  it("stops when told to, and leaves what is not taken for finished", async () => {
    await fakePython("3.12.4", "echo Collecting torch; exec /bin/sleep 60");
    const controller = new AbortController();
    const stopAtPip = venvSetup(venv).install({
      signal: controller.signal,
      onProgress: (step) => step === "looking for torch" && controller.abort(),
    });
    await expect(stopAtPip).rejects.toThrow("stopped");
    expect(venvPython(venv)).toBeNull();
  });

  it("says which Python it needs, and what Debian leaves out", async () => {
    await fakePython("3.8.1", "true");
    await expect(install()).rejects.toThrow("expected Python 3.11 to 3.13; got python3 is 3.8.1");
    await rm(join(root, "bin"), { recursive: true });
    await fakePython("3.11.7", "true", false);
    await expect(install()).rejects.toThrow("apt install python3-venv");
    expect(existsSync(join(root, "backends", "torch-cpu"))).toBe(false);
  });

  it("says that the disk is full where pip or the making of an environment ends for that", async () => {
    const full = "OSError: [Errno 28] No space left on device: /somewhere/lib";
    await fakePython("3.12.4", `echo ERROR: Could not install packages; echo "${full}"; echo Traceback; exit 1`);
    await expect(install()).rejects.toThrow(
      `setup of torch-cpu: the disk is full; got ${full}; make room where .cache, the temporary folder and the cache of pip lie`,
    );
    await rm(join(root, "bin"), { recursive: true });
    const program = `#!/bin/sh\ncase "$2" in venv) echo "Error: [Errno 28] No space left on device"; exit 1;; *) echo 3.12.4;; esac\n`;
    await mkdir(join(root, "bin"));
    await writeFile(join(root, "bin", "python3"), program, { mode: 0o755 });
    await expect(install()).rejects.toThrow("setup of torch-cpu: the disk is full");
    expect(await readdir(join(root, "backends"))).toEqual(["torch-cpu.lock"]);
  });

  it("keeps what is there where setting it up anew fails", async () => {
    await fakePython("3.12.4", `echo Collecting torch==2.13.0; ${leavesPackage}`);
    await install();
    await rm(join(root, "bin"), { recursive: true });
    await fakePython("3.12.4", "echo ERROR: no network; exit 1");
    const repair = venvSetup(venv).install({
      signal: new AbortController().signal,
      repair: true,
      onProgress: () => {},
    });
    await expect(repair).rejects.toThrow("no network");
    expect(venvPython(venv)).not.toBeNull();
  });
});
