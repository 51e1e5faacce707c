import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeFrame, type Frame } from "../src/frames.ts";
import { interpreterOf } from "../src/interpreter.ts";

const isWindows = process.platform === "win32";
const hasPython = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status === 0;
const withNumpy = (["torch-cpu", "keras-cpu"] as const).map((id) => interpreterOf(id)?.python ?? "python3");
const numpyPython = [...withNumpy, "python3"].find((python) => spawnSync(python, ["-c", "import numpy"]).status === 0);

/** Never ends by itself, and says when it has begun. */
const endless = {
  waits: "import sys, time\nprint('begun', file=sys.stderr, flush=True)\ntime.sleep(600)",
  loops: "import sys\nprint('begun', file=sys.stderr, flush=True)\nwhile True: pass",
  multiplies:
    "import sys\nimport numpy as np\na = np.ones((1500, 1500))\nprint('begun', file=sys.stderr, flush=True)\nwhile True: a @ a",
};

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-orphan-"));
  await cp(join(import.meta.dirname, "..", "python"), folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

/** Starts the worker with a framework of this source, waits until it has begun to work, and ends its stdin. */
async function endOfWorker(python: string, framework: string, requests: readonly Frame[]): Promise<number | null> {
  await writeFile(join(folder, "endless_model.py"), framework);
  const child = spawn(python, ["-B", "-E", join(folder, "worker.py"), "endless", "cpu"]);
  const exited = once(child, "exit");
  try {
    for (const frame of requests) for (const part of encodeFrame(frame)) child.stdin.write(part);
    let told = "";
    for await (const text of child.stderr.setEncoding("utf8")) {
      told += String(text);
      if (told.includes("begun")) break;
    }
    expect(told).toBe("begun\n");
    child.stdin.end();
    const [code] = (await exited) as [number | null];
    return code;
  } finally {
    child.kill("SIGKILL");
  }
}

const indented = (source: string) => source.replaceAll(/^/gm, " ".repeat(8));

describe.skipIf(isWindows)("a worker whose parent is gone", () => {
  it.skipIf(!hasPython).each(["waits", "loops"] as const)("ends while an import %s", async (how) => {
    expect(await endOfWorker("python3", endless[how], [])).toBe(0);
  });

  it.skipIf(numpyPython === undefined).each(["waits", "loops", "multiplies"] as const)(
    "ends while a training call %s",
    async (how) => {
      const framework = [
        "def start(device, threads): return {}",
        "class Network:",
        "    def __init__(self, *args): pass",
        `    def train(self, batches, rates):\n${indented(endless[how])}`,
      ];
      const request = (header: Record<string, unknown>): Frame => ({ header, tensors: new Map() });
      const load = request({ op: "load", model: 1, spec: {}, recipe: null });
      const train = request({ op: "train", model: 1, count: 0, rates: null });
      expect(await endOfWorker(numpyPython ?? "", framework.join("\n"), [load, train])).toBe(0);
    },
  );
});
