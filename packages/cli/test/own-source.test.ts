import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import { ownSource } from "../src/commits/own-source.ts";
import { pnpmCommand } from "../src/commits/pnpm-command.ts";

const { signal } = new AbortController();

async function checkout(files: Readonly<Record<string, object | string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-own-source-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

const library = { "bench/library/package.json": { name: "library", version: "1.0.0" } };
const scripts = { postinstall: "node -e \"require('fs').writeFileSync('ran', '')\"" };
const manifest = { name: "mine", version: "1.0.0", scripts, dependencies: { library: "file:./library" } };

it.each([
  ["npm", "package-lock.json", ["npm", "install", "--package-lock-only", "--ignore-scripts", "--offline"]],
  ["pnpm", "pnpm-lock.yaml", [...pnpmCommand(), "install", "--lockfile-only", "--offline", "--ignore-workspace"]],
] as const)(
  "installs the packages of the nearest %s lockfile, and runs no script of theirs",
  async (_, lockfile, lock) => {
    const folder = await checkout({ ...library, "bench/package.json": manifest, "pnpm-lock.yaml": "not read" });
    const [file, ...args] = lock;
    await execa(file, args, { cwd: join(folder, "bench") });
    expect(existsSync(join(folder, "bench", lockfile))).toBe(true);
    await ownSource(folder, "bench/deep/mine.ts").prepare({ commit: "a".repeat(40), folder }, signal);
    expect(existsSync(join(folder, "bench/node_modules/library/package.json"))).toBe(true);
    expect(existsSync(join(folder, "bench/ran"))).toBe(false);
  },
);

it("installs nothing where no lockfile says what", async () => {
  const folder = await checkout({ ...library, "bench/package.json": manifest });
  await ownSource(folder, "bench/mine.ts").prepare({ commit: "a".repeat(40), folder }, signal);
  expect(existsSync(join(folder, "bench/node_modules"))).toBe(false);
});

it("says which commit's packages cannot be installed", async () => {
  const folder = await checkout({ "package.json": manifest, "package-lock.json": "{" });
  await expect(ownSource(folder, "mine.ts").prepare({ commit: "a".repeat(40), folder }, signal)).rejects.toThrow(
    /^a{40}: its packages cannot be installed; .*; try it by itself: git worktree add, then npm ci/,
  );
});
