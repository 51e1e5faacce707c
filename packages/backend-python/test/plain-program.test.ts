import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pythonVariable } from "@evenkeel/setup/unavailable";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeFrame } from "../src/frames.ts";
import { kerasCpu } from "../src/keras-cpu.ts";
import { torchCpu } from "../src/torch-cpu.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-python-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs a program that holds nothing open but what the package does, in the folder as home and for temporary files. */
async function run(program: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const file = join(import.meta.dirname, "fixtures", program);
  const places = Object.fromEntries(["HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"].map((name) => [name, folder]));
  const { stdout } = await promisify(execFile)(process.execPath, [file], {
    env: { ...process.env, ...places, ...variables },
  });
  return stdout;
}

describe.skipIf(process.platform === "win32")("a plain program", () => {
  it("gets what a probe finds, with nothing else that keeps it alive", async () => {
    const runtime = { library: "torch", version: "2.13.0", provider: "cpu", threads: 1, simd: null, deviceName: null };
    const frame = Buffer.concat(encodeFrame({ header: { ok: true, runtime }, tensors: new Map() })).toString("base64");
    const python = join(folder, "python.mjs");
    const program = `process.stdout.write(Buffer.from("${frame}", "base64")); process.stdin.resume();`;
    await writeFile(python, `#!${process.execPath}\n${program}\n`, { mode: 0o755 });
    expect(await run("probe.ts", { [pythonVariable]: python })).toBe("available\n");
  });

  it.for([torchCpu, kerasCpu])("leaves no file at home or in the temporary folder: $id", async (backend, { skip }) => {
    const { id } = backend;
    if ((await backend.probe()).state === "unavailable") skip(`${id} is unavailable here`);
    // It ends without disposing of its model: the worker ends with it, in the middle of its life.
    expect(await run("train-and-end.ts", { BACKEND: id })).toBe("trained\n");
    expect(await readdir(folder)).toEqual([]);
  });
});
