import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

it.skipIf(process.platform === "win32")("ends with 130 when it is interrupted, and leaves no files", async () => {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-interrupt-"));
  try {
    const main = resolve(import.meta.dirname, "../src/main.ts");
    const child = spawn(process.execPath, [main, "--target", "safetensors"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TMPDIR: folder },
    });
    await once(child.stdout, "data");
    await expect.poll(() => readdir(folder), { timeout: 20_000 }).not.toEqual([]);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([130, null]);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
