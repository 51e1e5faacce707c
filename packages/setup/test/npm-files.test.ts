import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "tar";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { npmFolder, type NpmOptions, npmSetup } from "../src/npm-files.ts";
import { npmReason } from "../src/npm-tarball.ts";

let root = "";
let files: NpmOptions;
const steps: string[] = [];

/** An `npm` on the PATH; in `pack`, `$destination` is where the archive is asked for. */
async function fakeNpm(pack: string): Promise<void> {
  const program = `#!/bin/sh
PATH=/usr/bin:/bin
[ "$1" = --version ] && echo 11.0.0 && exit 0
printf '%s\\n' "$*" >> ${join(root, "arguments")}
while [ "$1" != --pack-destination ]; do shift; done
destination=$2
${pack}
`;
  await mkdir(join(root, "bin"), { recursive: true });
  await writeFile(join(root, "bin", "npm"), program, { mode: 0o755 });
  vi.stubEnv("PATH", join(root, "bin"));
}

const give = () => `cp ${join(root, "thing.tgz")} "$destination/some-thing-1.2.3.tgz"`;

/** The archive of a package with binaries of two platforms. */
async function writeArchive(binary: string): Promise<string> {
  for (const [platform, content] of [
    ["linux-x64", binary],
    ["win32-x64", "another"],
  ] as const) {
    await mkdir(join(root, "package", "dist", platform), { recursive: true });
    await writeFile(join(root, "package", "dist", platform, "thing.node"), content);
  }
  await writeFile(join(root, "package", "package.json"), "{}\n");
  await create({ file: join(root, "thing.tgz"), cwd: root, gzip: true }, ["package"]);
  const archive = await readFile(join(root, "thing.tgz"));
  return `sha512-${createHash("sha512").update(archive).digest("base64")}`;
}

function install(signal = new AbortController().signal): Promise<void> {
  return npmSetup(files).install({ signal, onProgress: (step) => steps.push(step) });
}

beforeEach(async () => {
  steps.length = 0;
  root = await mkdtemp(join(tmpdir(), "evenkeel-npm-"));
  files = {
    name: "thing",
    description: "a thing",
    package: "@some/thing",
    version: "1.2.3",
    integrity: await writeArchive("binary"),
    folder: "dist/linux-x64",
    root: join(root, "backends"),
  };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

describe.skipIf(process.platform === "win32")("npmSetup", () => {
  it("keeps the folder of this platform and nothing else, says what it does, and does nothing where that is done", async () => {
    await fakeNpm(give());
    expect(npmFolder(files)).toBeNull();
    await install();
    const folder = npmFolder(files) ?? "";
    expect(folder).toBe(join(root, "backends", "thing"));
    expect((await readdir(folder)).toSorted()).toEqual(["receipt.json", "thing.node"]);
    expect(await readFile(join(folder, "thing.node"), "utf8")).toBe("binary");
    expect(steps).toEqual(["downloading @some/thing 1.2.3", "checking it", "unpacking"]);
    steps.length = 0;
    await install();
    expect(steps).toEqual([]);
  });

  it("asks npm for exactly the pinned version, and for no script to run", async () => {
    await fakeNpm(give());
    await install();
    const asked = await readFile(join(root, "arguments"), "utf8");
    expect(asked).toContain("pack @some/thing@1.2.3 ");
    expect(asked).toContain(" --ignore-scripts");
  });

  it("is not finished for another version, archive or folder", async () => {
    await fakeNpm(give());
    await install();
    for (const change of [{ version: "1.2.4" }, { integrity: "sha512-x" }, { folder: "dist/win32-x64" }]) {
      expect(npmFolder({ ...files, ...change })).toBeNull();
    }
  });

  it("refuses an archive other than the pinned one before it unpacks anything", async () => {
    await writeArchive("tampered with");
    await fakeNpm(give());
    await expect(install()).rejects.toThrow(
      `setup of thing: @some/thing@1.2.3: the registry gave another archive than the pinned one; expected ${files.integrity}; got sha512-`,
    );
    expect(npmFolder(files)).toBeNull();
    expect(existsSync(join(root, "backends", "thing", "thing.node"))).toBe(false);
  });

  it("begins again after a failure, whose reason it passes on", async () => {
    await fakeNpm(`echo 'npm error code E404' >&2; echo 'npm error 404 Not Found - @some/thing' >&2; exit 1`);
    await expect(install()).rejects.toThrow("setup of thing: 404 Not Found - @some/thing");
    expect(npmFolder(files)).toBeNull();
    await fakeNpm(give());
    await install();
    expect(npmFolder(files)).not.toBeNull();
  });

  it("fails where the package lacks the folder", async () => {
    await fakeNpm(give());
    files = { ...files, folder: "dist/plan9-x64" };
    await expect(install()).rejects.toThrow(
      "setup of thing: @some/thing: the package lacks a folder; expected dist/plan9-x64",
    );
    expect(npmFolder(files)).toBeNull();
  });

  it("stops when told to, and leaves what is not taken for finished", async () => {
    await fakeNpm("exec /bin/sleep 60");
    const controller = new AbortController();
    const stopped = npmSetup(files).install({
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(stopped).rejects.toThrow("setup of thing: stopped");
    expect(npmFolder(files)).toBeNull();
  });

  it("says what is missing where there is no npm", async () => {
    vi.stubEnv("PATH", join(root, "bin"));
    await expect(install()).rejects.toThrow(
      "setup of thing: no npm on the PATH to fetch it with; install Node with its npm (nodejs.org)",
    );
  });
});

describe("npmReason", () => {
  it("is npm's sentence, without its codes", () => {
    expect(npmReason(["npm error code ENOTFOUND", "npm error syscall getaddrinfo", "npm error request failed"])).toBe(
      "request failed",
    );
    expect(npmReason(["npm ERR! code E1", "npm ERR! old npm"])).toBe("old npm");
    expect(npmReason(["some-thing-1.2.3.tgz"])).toBeNull();
  });
});
