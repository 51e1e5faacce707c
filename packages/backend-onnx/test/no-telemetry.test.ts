import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("a program that uses the library leaves nothing of ONNX Runtime's at home or in the temporary folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-telemetry-"));
  try {
    const places = Object.fromEntries(["HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"].map((name) => [name, folder]));
    const { ORT_DISABLE_TELEMETRY: _, ...inherited } = process.env;
    const script = join(import.meta.dirname, "fixtures/probe.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { ...inherited, ...places } });
    expect(stdout).toBe("available\n");
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
