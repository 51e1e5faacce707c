/** What a run does to the machine around it: nothing beside its run folder and the project's cache. */
import { execFile, spawnSync } from "node:child_process";
import { access, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
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

let folder = "";
let out = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-around-"));
  out = join(folder, "run");
  for (const name of ["home", "work"]) await mkdir(join(folder, name));
  const entries = registry.filter(({ id }) => wanted.has(id));
  const probed = await probeBackends(entries, cellModule);
  const here = probed.filter(({ availability }) => availability.state === "available").map(({ id }) => id);
  const settings = ["--model", "keras-mlp", "--task", "train,latency", "--budget", "1", "--rounds", "1", "--out", out];
  const command = [process.execPath, program, "run", "--backend", here.join(), ...settings];
  const traced = [
    "strace",
    "-f",
    "--seccomp-bpf",
    "-qq",
    "-e",
    "trace=connect,sendto,sendmsg,sendmmsg",
    "-o",
    join(folder, "trace"),
  ];
  const [file = "", ...args] = strace ? [...traced, ...command] : command;
  const { ORT_DISABLE_TELEMETRY: _, ...inherited } = process.env;
  const env = { ...inherited, ...Object.fromEntries(places.map((name) => [name, join(folder, "home")])) };
  await promisify(execFile)(file, args, { cwd: join(folder, "work"), env });
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a run of every backend that is here", () => {
  it("trains and predicts on each", async () => {
    const { cells } = await readRun(out);
    expect(cells.length).toBeGreaterThanOrEqual(3);
    expect(cells.filter(({ state }) => state !== "completed")).toEqual([]);
  });

  it("leaves no file at home, in the temporary folder or where it was started", async () => {
    expect(await readdir(join(folder, "home"))).toEqual([]);
    expect(await readdir(join(folder, "work"))).toEqual([]);
    await expect(access(join(out, "run.json"))).resolves.toBeUndefined();
  });

  it.skipIf(!strace)("opens no connection, in none of its processes", async () => {
    const trace = await readFile(join(folder, "trace"), "utf8");
    // Sockets of the machine itself, such as those between the processes, have no internet address.
    expect(trace.split("\n").filter((line) => /AF_INET|sin_addr|sin6_addr/.test(line))).toEqual([]);
  });
});
