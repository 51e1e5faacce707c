import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readRun } from "@evenkeel/run-folder";
import { expect, it } from "vitest";

const entry = resolve(import.meta.dirname, "../evenkeel.js");

it("a run goes on to its end when those who read its output go away in the middle of it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-closed-pipe-"));
  try {
    const out = join(folder, "run");
    const asked = "run --backend onnx-cpu --model lenet-5 --task evaluate --budget 1 --json";
    const child = spawn(process.execPath, [entry, ...asked.split(" "), "--out", out]);
    let told = "";
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      if (!told.includes("probing")) return;
      child.stdout.destroy();
      child.stderr.destroy();
    });
    const ending = await new Promise((settle) => child.once("exit", (code, signal) => settle({ code, signal })));
    expect(told).toContain("probing");
    expect(told).not.toContain("report:");
    expect(ending).toEqual({ code: 0, signal: null });
    expect(await readRun(out)).toMatchObject({ state: "finished", cells: [{ state: "completed" }] });
  } finally {
    await rm(folder, { recursive: true });
  }
});
