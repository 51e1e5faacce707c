/** A real pip on a small wheel of ours: what an environment lacks of what its wheels say is noticed and mended. */
import { execFile } from "node:child_process";
import { appendFile, mkdir, mkdtemp, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { findPython } from "../src/find-python.ts";
import { damageOf, venvFolder, venvPython } from "../src/receipt.ts";
import { venvSetup, type VenvOptions } from "../src/venv-setup.ts";

const { signal } = new AbortController();
const python = await findPython(signal).catch(() => null);
let root = "";
let venv: VenvOptions;
const steps: string[] = [];
const install = (repair = false) => venvSetup(venv).install({ signal, repair, onProgress: (step) => steps.push(step) });

/** Python that packs a wheel `thing` 1.0 of three files into the folder it is given. */
const packing = `
import base64, hashlib, sys, zipfile
files = {
    "thing/__init__.py": b"from thing import part\\n",
    "thing/part.py": b"value = 42\\n",
    "thing/a, quoted name.txt": b"text\\n",
    "thing-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\\nName: thing\\nVersion: 1.0\\n",
    "thing-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
def row(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return '"%s",sha256=%s,%d' % (name, digest, len(data))
record = "\\n".join([row(*file) for file in files.items()] + ["thing-1.0.dist-info/RECORD,,"]) + "\\n"
with zipfile.ZipFile(sys.argv[1] + "/thing-1.0-py3-none-any.whl", "w") as wheel:
    for name, data in {**files, "thing-1.0.dist-info/RECORD": record.encode()}.items():
        wheel.writestr(name, data)
`;

beforeAll(async () => {
  if (python === null) return;
  root = await mkdtemp(join(tmpdir(), "evenkeel-real-pip-"));
  await mkdir(join(root, "wheels"));
  await promisify(execFile)(python, ["-c", packing, join(root, "wheels")]);
  await writeFile(join(root, "pins.txt"), `--no-index\n--find-links ${join(root, "wheels")}\nthing==1.0\n`);
  const requirements = [pathToFileURL(join(root, "pins.txt"))];
  venv = { name: "thing", description: "x", requirements, root: join(root, "backends") };
  await install();
}, 180_000);
afterAll(() => rm(root, { recursive: true, force: true }));

/** Imports the package with the environment's Python, which has been moved since pip filled it. */
async function valueThere(): Promise<string> {
  const { stdout } = await promisify(execFile)(venvPython(venv) ?? "", ["-c", "import thing; print(thing.part.value)"]);
  return stdout.trim();
}

const inPackages = async (name: string) => {
  const asked = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const { stdout } = await promisify(execFile)(venvPython(venv) ?? "", ["-c", asked]);
  return join(stdout.trim(), name);
};

describe.skipIf(python === null)("an environment that pip has filled", () => {
  it("works from its place, and is whole", async () => {
    expect(await valueThere()).toBe("42");
    expect(await damageOf(venv, "contents")).toBeNull();
    steps.length = 0;
    await install();
    expect(steps).toEqual(["checking what is there"]);
  });

  it.each([
    ["a file that is missing", "thing/part.py", "thing/part.py"],
    ["a record that is missing", "thing-1.0.dist-info/RECORD", "thing-1.0.dist-info/RECORD"],
    ["a whole package's record that is missing", "thing-1.0.dist-info", "thing-1.0.dist-info/RECORD"],
  ] as const)("is not whole: %s", async (_, gone, named) => {
    const path = await inPackages(gone);
    await rename(path, join(root, "aside"));
    expect(await damageOf(venv)).toBe(named);
    await rename(join(root, "aside"), path);
    expect(await damageOf(venv)).toBeNull();
  });

  it("is not whole: a file that was cut short, or whose contents are others", async () => {
    const file = await inPackages("thing/a, quoted name.txt");
    await truncate(file, 2);
    expect(await damageOf(venv)).toBe("thing/a, quoted name.txt");
    await writeFile(file, "next\n");
    expect(await damageOf(venv)).toBeNull();
    expect(await damageOf(venv, "contents")).toBe("thing/a, quoted name.txt");
  });

  it("is mended by the next setup", async () => {
    await rm(await inPackages("thing/part.py"));
    await install();
    expect(steps).toContain("setting it up anew: thing/a, quoted name.txt is damaged");
    expect(await damageOf(venv, "contents")).toBeNull();
    expect(await valueThere()).toBe("42");
  });

  it("is made anew by a repair, whatever is there", async () => {
    await appendFile(join(venvFolder(venv), "pyvenv.cfg"), "damaged");
    steps.length = 0;
    await install(true);
    expect(steps).toContain("making a Python environment");
    expect(await valueThere()).toBe("42");
  });

  it("is filled whatever the user's settings say of other places", async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const name of ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONPATH", "PYTHONHOME"]) {
      vi.stubEnv(name, join(root, "elsewhere"));
    }
    for (const name of ["PIP_DRY_RUN", "PIP_USER"]) vi.stubEnv(name, "1");
    await install(true);
    vi.unstubAllEnvs();
    expect(await valueThere()).toBe("42");
  });

  it("is not taken for finished where pip's configuration sends packages elsewhere, and the old one stays", async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    const configuration = join(root, "pip.conf");
    await writeFile(configuration, `[install]\ntarget = ${join(root, "elsewhere")}\n`);
    vi.stubEnv("PIP_CONFIG_FILE", configuration);
    await expect(install(true)).rejects.toThrow(/pip installed nothing into the environment; .*pip config list/);
    vi.unstubAllEnvs();
    expect(await valueThere()).toBe("42");
  });
});
