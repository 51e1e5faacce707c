import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addonFile, addonFolder } from "../src/addon.ts";
import { addonSetup, type AddonOptions } from "../src/addon-setup.ts";
import { nodeHeaders } from "../src/node-headers.ts";
import { venvPython } from "../src/receipt.ts";

let root = "";
let addon: AddonOptions;
const steps: string[] = [];

/** Programs on the PATH, by name, as shell scripts. */
async function fakePrograms(programs: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(root, "bin"), { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    const file = join(root, "bin", name);
    await writeFile(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`, { mode: 0o755 });
  }
  vi.stubEnv("PATH", join(root, "bin"));
}

/** A Python whose environments hold a copy of it; node-gyp asks it for its version and hands it the project to configure. */
const python = `case "$*" in
  *"-m venv"*) mkdir -p "$4/bin"; cp "$0" "$4/bin/python";;
  *"-m pip"*) echo Collecting tensorflow==2.21.0;;
  *gyp_main*) echo "$@" > asked; mkdir -p build; echo '# made by gyp' > build/Makefile;;
  *purelib*) echo "$(dirname "$(dirname "$0")")/lib/site-packages";;
  *platform*|*version_info*) echo 3.12.4;;
  *executable*) echo "$0";;
esac`;

/** A `make` that compiles with \`script\` and then leaves what a linker would. */
const make = (script: string) => `[ "$1" = --version ] && exit 0
cd build; ${script}
echo '  CXX(target) Release/obj.target/thing/sources/thing.o'
mkdir -p Release; echo binary > Release/thing.node`;

function install(signal = new AbortController().signal): Promise<void> {
  return addonSetup(addon).install({ signal, onProgress: (step) => steps.push(step) });
}

beforeEach(async () => {
  steps.length = 0;
  root = await mkdtemp(join(tmpdir(), "evenkeel-addon-"));
  await mkdir(join(root, "cc"));
  for (const [name, text] of [
    ["pins.txt", "tensorflow==2.21.0\n"],
    ["binding.gyp", "{}"],
    ["cc/thing.cc", "int thing;\n"],
  ] as const) {
    await writeFile(join(root, name), text);
  }
  const venv = { name: "thing", requirements: [pathToFileURL(join(root, "pins.txt"))], root: join(root, "backends") };
  addon = {
    venv,
    description: "a thing",
    gyp: pathToFileURL(join(root, "binding.gyp")),
    target: "thing",
    sources: () => pathToFileURL(`${join(root, "cc")}/`),
  };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

describe.skipIf(process.platform === "win32")("addonSetup", () => {
  it("fetches the library, builds the addon, says what it does, and does nothing where it is done", async () => {
    await fakePrograms({ python3: python, make: make("true"), "g++": "true" });
    await install();
    expect(addonFile(addon)).toBe(join(root, "backends", "thing", "addon", "build", "Release", "thing.node"));
    const fetching = ["looking for Python", "making a Python environment", "looking for tensorflow"];
    expect(steps).toEqual(["looking for a compiler", ...fetching, "building the addon", "compiling thing.cc"]);
    steps.length = 0;
    await install();
    expect(steps).toEqual([]);
  });

  it("builds with the headers that are here, beside the environment's packages, whatever npm was told", async () => {
    await fakePrograms({ python3: python, make: make("true"), "g++": "true" });
    vi.stubEnv("npm_config_nodedir", join(root, "nowhere"));
    await install();
    const asked = await readFile(join(addonFolder(addon), "asked"), "utf8");
    expect(asked).toContain(`-Dnode_root_dir=${nodeHeaders()} `);
    expect(asked).toContain("-Dsite_packages=../lib/site-packages ");
  });

  it("builds again for other sources, in the environment that is there", async () => {
    await fakePrograms({ python3: python, make: make("true"), "g++": "true" });
    await install();
    await writeFile(join(root, "cc", "thing.cc"), "int another;\n");
    expect(addonFile(addon)).toBeNull();
    steps.length = 0;
    await install();
    expect(steps).toEqual(["looking for a compiler", "building the addon", "compiling thing.cc"]);
    expect(addonFile(addon)).not.toBeNull();
  });

  it("names the compiler's own error, keeps the environment and does not take the addon for finished", async () => {
    const broken = make("echo 'thing.cc:3:1: error: no such header' >&2; exit 2");
    await fakePrograms({ python3: python, make: broken, "g++": "true" });
    await expect(install()).rejects.toThrow("setup of thing: thing.cc:3:1: error: no such header");
    expect(addonFile(addon)).toBeNull();
    expect(venvPython(addon.venv)).not.toBeNull();
    await fakePrograms({ make: make("true") });
    await install();
    expect(addonFile(addon)).not.toBeNull();
  });

  it("stops when told to, and leaves what is not taken for finished", async () => {
    const slow = "echo '  CXX(target) Release/obj.target/thing/sources/thing.o'; exec /bin/sleep 60";
    await fakePrograms({ python3: python, make: make(slow), "g++": "true" });
    const controller = new AbortController();
    const stopAtCompiler = addonSetup(addon).install({
      signal: controller.signal,
      onProgress: (step) => step === "compiling thing.cc" && controller.abort(),
    });
    await expect(stopAtCompiler).rejects.toThrow("stopped");
    expect(addonFile(addon)).toBeNull();
  });

  it("fetches nothing where there is no compiler", async () => {
    await fakePrograms({ python3: python });
    await expect(install()).rejects.toThrow("setup of thing: no C++ compiler to build the addon with");
    await expect(install()).rejects.toThrow("got no make and no g++ on the PATH; install them");
    expect(existsSync(join(root, "backends"))).toBe(false);
  });
});
