/** What a run does to the machine around it: nothing beside its run folder and the project's cache. */
import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { probeBackends } from "@evenkeel/harness";
import { readRun } from "@evenkeel/run-folder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellModule } from "../src/project.ts";
import { registry } from "../src/registry.ts";

const program = resolve(import.meta.dirname, "../evenkeel.js");
const wanted = new Set(["onnx-cpu", "onnx-wasm", "tfjs-wasm", "tfjs-node", "torch-cpu", "keras-cpu"]);
const places = ["HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"];
/** Only where there is one: it tells each connection that any of the processes asks for. */
const strace = spawnSync("strace", ["--version"]).status === 0;

/** Training brings the gradient gate along: half a minute in Keras, so one backend of each kind of process trains. */
const training = new Set(["onnx-cpu", "tfjs-wasm", "torch-cpu"]);
const runs = ["predicting", "training"] as const;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-around-"));
  for (const name of ["home", "work"]) await mkdir(join(folder, name));
  const entries = registry.filter(({ id }) => wanted.has(id));
  const probed = await probeBackends(entries, cellModule);
  const here = probed.filter(({ availability }) => availability.state === "available").map(({ id }) => id);
  await tracedRun("predicting", "latency", here);
  await tracedRun(
    "training",
    "train",
    here.filter((id) => training.has(id)),
  );
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const outOf = (name: string) => join(folder, name);
const traceOf = (name: string) => join(folder, `${name}.trace`);

async function tracedRun(name: (typeof runs)[number], task: string, backends: readonly string[]): Promise<void> {
  const work = ["--model", "keras-mlp", "--task", task, "--budget", "1", "--rounds", "1"];
  const settings = [...work, "--machine", "lab 1", "--out", outOf(name)];
  const command = [process.execPath, program, "run", "--backend", backends.join(), ...settings];
  const calls = "trace=connect,sendto,sendmsg,sendmmsg";
  const traced = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", calls, "-o", traceOf(name), ...command];
  const [file = "", ...args] = strace ? traced : command;
  const { ORT_DISABLE_TELEMETRY: _, ...inherited } = process.env;
  const env = { ...inherited, ...Object.fromEntries(places.map((place) => [place, join(folder, "home")])) };
  await promisify(execFile)(file, args, { cwd: join(folder, "work"), env });
}

describe("runs of every backend that is here", () => {
  it.each(runs)("complete, %s", async (name) => {
    const { cells } = await readRun(outOf(name));
    expect(cells.length).toBeGreaterThanOrEqual(3);
    expect(cells.filter(({ state }) => state !== "completed")).toEqual([]);
  });

  it("keep what their machine is made of, what it is called, and how fast it was at both ends", async () => {
    const { environment, fingerprint, referenceKernel } = await readRun(outOf("predicting"));
    expect(environment.machine).toMatchObject({ platform: process.platform, cores: environment.cores });
    expect(environment).toMatchObject({ machineName: "lab 1", fingerprint });
    const ms: unknown = expect.any(Number);
    expect(referenceKernel).toEqual({ version: 1, beforeMs: ms, afterMs: ms });
    const page = await readFile(join(outOf("predicting"), "index.html"), "utf8");
    for (const text of ["lab 1", "vector extensions", "reference kernel"]) expect(page).toContain(text);
    expect(page).not.toContain("--machine");
  });

  it("leave no file at home, in the temporary folder or where they were started", async () => {
    expect(await readdir(join(folder, "home"))).toEqual([]);
    expect(await readdir(join(folder, "work"))).toEqual([]);
  });

  it.skipIf(!strace).each(runs)("open no connection, in none of their processes, %s", async (name) => {
    const trace = await readFile(traceOf(name), "utf8");
    // Sockets of the machine itself, such as those between the processes, have no internet address.
    expect(trace.split("\n").filter((line) => /AF_INET|sin_addr|sin6_addr/.test(line))).toEqual([]);
  });
});
