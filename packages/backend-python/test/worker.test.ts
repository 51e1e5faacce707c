import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CrashedError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { encodeFrame, type Frame } from "../src/frames.ts";
import { Worker, WorkerRefusal } from "../src/worker.ts";

const hello: Frame = { header: { ok: true }, tensors: new Map() };

/** A worker whose "Python" is this Node, which ignores the flag -B's script and runs `program`. */
async function withWorker(program: string, use: (worker: Worker) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-worker-"));
  const file = join(folder, "python.mjs");
  await writeFile(file, `#!${process.execPath}\n${program}\n`, { mode: 0o755 });
  const worker = new Worker({ id: "torch-cpu", python: file, args: ["torch", "cpu"] });
  try {
    await use(worker);
  } finally {
    await worker.stop();
    await rm(folder, { recursive: true });
  }
}

/** A statement that writes these bytes on stdout. */
function writes(frame: Frame): string {
  return `process.stdout.write(Buffer.from("${Buffer.concat(encodeFrame(frame)).toString("base64")}", "base64"));`;
}

const stays = "process.stdin.resume();";

describe.skipIf(process.platform === "win32")("Worker", () => {
  it("gives replies in the order of requests", async () => {
    const reply = (n: number): Frame => ({ header: { ok: true, n }, tensors: new Map() });
    const whenAsked = `process.stdin.once("data", () => { ${writes(reply(1))} ${writes(reply(2))} });`;
    await withWorker(`${writes(hello)} ${whenAsked}`, async (worker) => {
      await worker.ready();
      const asked = [worker.request(hello), worker.request(hello)];
      expect((await Promise.all(asked)).map(({ header }) => header["n"])).toEqual([1, 2]);
    });
  });

  it("does not take a reply without a request as the reply to a later one", async () => {
    const twice = Buffer.concat([...encodeFrame(hello), ...encodeFrame(hello)]).toString("base64");
    const program = `process.stdout.write(Buffer.from("${twice}", "base64")); ${stays}`;
    await withWorker(program, async (worker) => {
      await worker.ready();
      await expect(worker.request(hello)).rejects.toThrow("a reply without a request");
    });
  });

  it("passes on what the worker refuses", async () => {
    const refusal = { ok: false, kind: "missing", message: "ModuleNotFoundError: No module named 'torch'" };
    await withWorker(writes({ header: refusal, tensors: new Map() }), async (worker) => {
      await expect(worker.ready()).rejects.toMatchObject({
        kind: "missing",
        message: expect.stringContaining("torch"),
      });
      await expect(worker.request(hello)).rejects.not.toBeInstanceOf(WorkerRefusal);
    });
  });

  it("says in one line how it ended, now and on every later request", async () => {
    const program = `${writes(hello)}; process.stderr.write("Traceback\\nMemoryError: no room\\n"); process.exitCode = 3;`;
    await withWorker(program, async (worker) => {
      await worker.ready();
      const message = "torch-cpu: its Python process ended; got exit code 3: MemoryError: no room";
      await expect(worker.request(hello)).rejects.toThrow(message);
      await expect(worker.request(hello)).rejects.toThrow(CrashedError);
      expect(worker.alive).toBe(false);
    });
  });

  it("refuses a reply that is no frame", async () => {
    await withWorker(`process.stdout.write("Using device: cpu, have fun\\n"); ${stays}`, async (worker) => {
      await expect(worker.ready()).rejects.toThrow("sent what is no frame");
      expect(worker.alive).toBe(false);
    });
  });

  it("says that the interpreter is not there, and no path of this machine", async () => {
    const worker = new Worker({ id: "torch-cpu", python: "/nowhere/python", args: [] });
    await expect(worker.ready()).rejects.toThrow("torch-cpu: its Python process ended; got ENOENT when it was started");
  });
});
