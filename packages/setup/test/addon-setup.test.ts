import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addonFile, addonFolder } from "../src/addon.ts";
import { addonSetup, type AddonOptions } from "../src/addon-setup.ts";
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

/** A Python whose environments hold a copy of it. */
const python = `case "$*" in
  *"-m venv"*) mkdir -p "$4/bin"; cp "$0" "$4/bin/python";;
  *"-m pip"*) echo Collecting tensorflow==2.21.0
    record="$(dirname "$(dirname "$0")")/lib/python3.12/site-packages/tensorflow-2.21.0.dist-info"
    mkdir -p "$record"; : > "$record/RECORD";;
  *purelib*) echo "$(dirname "$(dirname "$0")")/lib/site packages";;
  *platform*) echo 3.12.4;;
esac`;

/** A compiler that runs `script` and leaves its arguments, one a line, as what it made. */
const compiler = (script: string) => `[ "$1" = --version ] && exit 0
${script}
asked=$(printf '%s\\n' "$@")
while [ "$1" != -o ]; do shift; done
printf '%s' "$asked" > "$2"`;

function install(repair = false): Promise<void> {
  const { signal } = new AbortController();
  return addonSetup(addon).install({ signal, onProgress: (step) => steps.push(step), repair });
}

beforeEach(async () => {
  steps.length = 0;
  root = await mkdtemp(join(tmpdir(), "evenkeel-addon-"));
  await mkdir(join(root, "cc"));
  await writeFile(join(root, "pins.txt"), "tensorflow==2.21.0\n");
  await writeFile(join(root, "cc", "thing.cc"), "int thing;\n");
  await writeFile(join(root, "cc", "thing.h"), "int thing;\n");
  const venv = { name: "thing", requirements: [pathToFileURL(join(root, "pins.txt"))], root: join(root, "backends") };
  addon = {
    venv,
    description: "a thing",
    name: "thing",
    sources: () => pathToFileURL(`${join(root, "cc")}/`),
    library: { folder: "tensorflow", files: ["libtensorflow_cc.so.2"] },
  };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

describe.skipIf(process.platform === "win32")("addonSetup", () => {
  it("fetches the library, builds the addon, says what it does, and does nothing where it is done", async () => {
    await fakePrograms({ python3: python, "g++": compiler("true") });
    await install();
    expect(addonFile(addon)).toBe(join(root, "backends", "thing", "addon", "thing.node"));
    const fetching = ["looking for Python", "making a Python environment", "looking for tensorflow"];
    expect(steps).toEqual(["looking for a compiler", ...fetching, "building the addon"]);
    steps.length = 0;
    await rm(join(root, "bin", "g++"));
    await install();
    expect(steps).toEqual(["checking what is there"]);
  });

  it("compiles every source, against the library and its headers, to be found from where the addon lies", async () => {
    await fakePrograms({ python3: python, "g++": compiler("true") });
    await install();
    const asked = (await readFile(join(addonFolder(addon), "thing.node"), "utf8")).split("\n");
    const library = join(root, "backends", "thing", "lib", "site packages", "tensorflow");
    expect(asked.filter((argument) => argument.startsWith(root))).toEqual([
      join(library, "include"),
      join(root, "cc", "thing.cc"),
      expect.stringMatching(/thing\/addon\.building-\w+\/thing\.node$/),
    ]);
    expect(asked.slice(-3)).toEqual([
      `-L${library}`,
      "-l:libtensorflow_cc.so.2",
      "-Wl,-rpath,$ORIGIN/../lib/site packages/tensorflow",
    ]);
    expect(existsSync(join(asked[asked.indexOf("-isystem") + 1] ?? "", "node_api.h"))).toBe(true);
  });

  it("builds again for other sources, in the environment that is there", async () => {
    await fakePrograms({ python3: python, "g++": compiler("true") });
    await install();
    await writeFile(join(root, "cc", "thing.cc"), "int another;\n");
    expect(addonFile(addon)).toBeNull();
    steps.length = 0;
    await install();
    expect(steps).toEqual(["checking what is there", "looking for a compiler", "building the addon"]);
    expect(addonFile(addon)).not.toBeNull();
  });

  it("names the compiler's own error, keeps the environment and does not take the addon for finished", async () => {
    const broken = compiler("echo 'thing.cc:3:1: error: no such header' >&2; exit 2");
    await fakePrograms({ python3: python, "g++": broken });
    await expect(install()).rejects.toThrow("setup of thing: thing.cc:3:1: error: no such header");
    expect(addonFile(addon)).toBeNull();
    expect(venvPython(addon.venv)).not.toBeNull();
    await fakePrograms({ "g++": compiler("true") });
    await install();
    expect(addonFile(addon)).not.toBeNull();
  });

  it("stops when told to, and leaves what is not taken for finished", async () => {
    await fakePrograms({ python3: python, "g++": compiler("exec /bin/sleep 60") });
    const controller = new AbortController();
    const stopAtCompiler = addonSetup(addon).install({
      signal: controller.signal,
      onProgress: (step) => step === "building the addon" && controller.abort(),
    });
    await expect(stopAtCompiler).rejects.toThrow("stopped");
    expect(addonFile(addon)).toBeNull();
  });

  it("fetches nothing where there is no compiler", async () => {
    await fakePrograms({ python3: python });
    await expect(install()).rejects.toThrow("setup of thing: no C++ compiler to build the addon with");
    await expect(install()).rejects.toThrow("got no g++ on the PATH; install it");
    expect(existsSync(join(root, "backends", "thing"))).toBe(false);
  });

  it("leaves what is there where a repair finds no compiler, and with one makes both anew", async () => {
    await fakePrograms({ python3: python, "g++": compiler("true") });
    await install();
    await rm(join(root, "bin", "g++"));
    await expect(install(true)).rejects.toThrow("setup of thing: no C++ compiler to build the addon with");
    expect(addonFile(addon)).not.toBeNull();
    await fakePrograms({ "g++": compiler("true") });
    steps.length = 0;
    await install(true);
    expect(steps).toContain("making a Python environment");
    expect(steps).toContain("building the addon");
    expect(addonFile(addon)).not.toBeNull();
  });

  it("removes what a killed build left, though nothing is to be done", async () => {
    await fakePrograms({ python3: python, "g++": compiler("true") });
    await install();
    const left = `${addonFolder(addon)}.building-killed`;
    await mkdir(left);
    await install();
    expect(existsSync(left)).toBe(false);
    expect(addonFile(addon)).not.toBeNull();
  });
});
