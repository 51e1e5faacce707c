import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { wheelFolder, wheelSetup, type WheelOptions } from "../src/wheel-files.ts";

let root = "";
let wheels: WheelOptions;
const steps: string[] = [];

/** A `python3` whose environments hold a pip that does what `pip` says; there `$target` is the folder of `--target`. */
async function fakePython(pip: string): Promise<void> {
  const fakePip = `#!/bin/sh
PATH=/usr/bin:/bin
printf '%s\\n' "$*" > ${join(root, "arguments")}
while [ "$1" != --target ]; do shift; done
target=$2
${pip}
`;
  await writeFile(join(root, "pip"), fakePip, { mode: 0o755 });
  const program = `#!/bin/sh
PATH=/usr/bin:/bin
case "$2" in
  venv) mkdir -p "$3/bin"; cp ${join(root, "pip")} "$3/bin/python";;
  *platform*) echo 3.12.4;;
esac
`;
  await mkdir(join(root, "bin"), { recursive: true });
  await writeFile(join(root, "bin", "python3"), program, { mode: 0o755 });
  vi.stubEnv("PATH", join(root, "bin"));
}

function install(): Promise<void> {
  const signal = new AbortController().signal;
  return wheelSetup(wheels).install({ signal, onProgress: (step) => steps.push(step) });
}

const unpack = `mkdir -p "$target/package/lib"; echo binary > "$target/package/lib/libx.so.1.30"; echo more > "$target/package/lib/liby.so"`;

beforeEach(async () => {
  steps.length = 0;
  root = await mkdtemp(join(tmpdir(), "evenkeel-wheels-"));
  await writeFile(join(root, "pins.txt"), "x==1.30 --hash=sha256:00\n");
  const requirements = pathToFileURL(join(root, "pins.txt"));
  const files = new Map([["runtime/libx.so.1", "package/lib/libx.so.1.30"]]);
  wheels = { name: "onnx-cuda", description: "x", requirements, files, root: join(root, "backends") };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

describe.skipIf(process.platform === "win32")("wheelSetup", () => {
  it("keeps the named files under their new names and nothing else, and does nothing where that is done", async () => {
    await fakePython(unpack);
    expect(wheelFolder(wheels)).toBeNull();
    await install();
    const folder = wheelFolder(wheels) ?? "";
    expect(await readFile(join(folder, "runtime/libx.so.1"), "utf8")).toBe("binary\n");
    expect(existsSync(join(folder, "unpacking"))).toBe(false);
    steps.length = 0;
    await install();
    expect(steps).toEqual([]);
  });

  it("asks pip for wheels with these hashes, for Linux x64, whichever Python there is", async () => {
    await fakePython(unpack);
    await install();
    const passed = await readFile(join(root, "arguments"), "utf8");
    expect(passed).toContain("--no-deps --only-binary :all: --require-hashes");
    expect(passed).toContain("--platform manylinux_2_28_x86_64");
    expect(passed).toContain("--python-version 3.11");
  });

  it("begins again where a file is missing, and is not finished for other wheels or files", async () => {
    await fakePython(unpack);
    await install();
    await rm(join(root, "backends/onnx-cuda/runtime/libx.so.1"));
    await install();
    expect(existsSync(join(root, "backends/onnx-cuda/runtime/libx.so.1"))).toBe(true);
    expect(wheelFolder({ ...wheels, files: new Map([["runtime/liby.so", "package/lib/liby.so"]]) })).toBeNull();
    await writeFile(join(root, "pins.txt"), "x==1.31 --hash=sha256:00\n");
    expect(wheelFolder(wheels)).toBeNull();
  });

  it("does not take a failed install for a finished one, and passes on pip's reason", async () => {
    await fakePython("echo ERROR: THESE PACKAGES DO NOT MATCH THE HASHES; exit 1");
    await expect(install()).rejects.toThrow("setup of onnx-cuda: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES");
    expect(wheelFolder(wheels)).toBeNull();
  });

  it("fails where a wheel lacks a file", async () => {
    await fakePython(`mkdir -p "$target"`);
    await expect(install()).rejects.toThrow(/setup of onnx-cuda: .*libx\.so\.1\.30/);
    expect(wheelFolder(wheels)).toBeNull();
  });
});
