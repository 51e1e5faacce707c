/** `submit`, `work` and `jobs` as a user types them, with a real server and a real backend. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { noPostgres, startPostgres, testPassword, type TestServer } from "@evenkeel/history/fixture";
import { checkManifest, readRun } from "@evenkeel/run-folder";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordsOfRun } from "../src/commands/submit.ts";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

const entry = resolve(import.meta.dirname, "../evenkeel.js");

interface Job {
  readonly state: string;
  readonly good: boolean | null;
  readonly reason: string | null;
  readonly attempts: readonly { readonly state: string; readonly worker: string; readonly run: string }[];
}

describe("the command that a job's run records", () => {
  it("is what a run takes, without anything of the queue", () => {
    const url = "postgres://me:secret@host/db";
    expect(wordsOfRun(["submit", "quick", "--queue", url, "--rounds", "3", "--wait", "--machine=lab-1"])).toEqual([
      "quick",
      "--rounds",
      "3",
    ]);
    expect(wordsOfRun(["--verbose", "submit", `--queue=${url}`, "--json", "--aa", "seeds"])).toEqual([
      "--verbose",
      "--aa",
      "seeds",
    ]);
  });
});

describe.skipIf(noPostgres !== null)(`a fleet${noPostgres === null ? "" : `: ${noPostgres}`}`, () => {
  let server: TestServer;
  let folder = "";
  let url = "";
  let runs = "";
  let told = "";
  beforeAll(async () => {
    server = await startPostgres();
    url = await server.newDatabase();
    folder = await mkdtemp(join(tmpdir(), "evenkeel-fleet-"));
    runs = join(folder, "runs");
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** In a process of its own. */
  const started = (...args: string[]) =>
    execa(process.execPath, [entry, ...args], { env: { EVENKEEL_QUEUE: url, NO_COLOR: "1" }, reject: false });
  const ended = async (process: ReturnType<typeof started>) => {
    const result = await process;
    told += `${result.stdout}\n${result.stderr}\n`;
    return result;
  };
  /** In this process, which is quicker. */
  const here = async (...args: string[]) => {
    Object.assign(captured, { out: "", err: "" });
    const exitCode = await runCli([...args, "--queue", url]);
    told += captured.raw;
    return { exitCode, stdout: captured.out.trimEnd(), stderr: captured.err };
  };
  const measured = [
    "quick",
    "--backend",
    "onnx-cpu",
    "--model",
    "keras-mlp",
    "--task",
    "latency",
    "--threads",
    "1",
    "--budget",
    "0.2",
  ];
  const work = (...more: string[]) =>
    started("work", "--backend", "onnx-cpu", "--name", "lab-1", "--runs", runs, ...more);
  const lastJob = async () => (JSON.parse((await here("jobs", "--json")).stdout) as { jobs: Job[] }).jobs.at(-1);

  it("takes a job from its submission through a worker into the history, while its sender waits", async () => {
    const waiting = started("submit", ...measured, "--rounds", "2", "--wait");
    const sent = await new Promise<string>((resolved) => {
      waiting.stderr.on("data", (text: Buffer) => resolved(text.toString()));
    });
    expect(sent).toMatch(/^job [0-9a-f]{8} is in .*, needs onnx-cpu: no worker that is there now takes it/);
    const id = sent.slice(4, 12);
    const row = new RegExp(`^${id} +quick +onnx-cpu +waiting .* ago +no worker that is there takes it$`, "m");
    expect((await here("jobs")).stdout).toMatch(row);
    const done = await ended(work("--until-empty"));
    expect(done.stderr).toMatch(/ended: 1 good, 0 bad/);
    expect(done.exitCode).toBe(0);
    expect(await ended(waiting)).toMatchObject({ exitCode: 0, stdout: `job ${id} quick: done` });
    const job = await lastJob();
    expect(job).toMatchObject({ state: "done", good: true, attempts: [{ state: "done", worker: "lab-1" }] });
    const run = join(runs, job?.attempts[0]?.run ?? "");
    await checkManifest(run);
    const { command, changes, experiment } = await readRun(run);
    expect(command).toEqual(["pnpm", "evenkeel", "run", ...measured, "--rounds", "2"]);
    expect(changes).toContain("--rounds");
    expect(experiment.rounds).toBe(2);
    await runCli(["history", "list", "--store", url]);
    expect(captured.out).toMatch(/lab-1 +keras-mlp +onnx-cpu/);
  });

  it("gives a job back on Ctrl-C, and goes on with it where it was", async () => {
    await ended(started("submit", ...measured, "--rounds", "4"));
    const worker = work();
    worker.stderr.on("data", (text: Buffer) => {
      if (/\[1\/4\]/.test(text.toString())) worker.kill("SIGINT");
    });
    const { exitCode, stderr } = await ended(worker);
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/stopping: ending the running cell and giving the job back/);
    expect(await lastJob()).toMatchObject({ state: "interrupted", attempts: [{ state: "given-back" }] });
    const done = await ended(work("--until-empty"));
    expect(done.stderr).toMatch(/goes on with run .*, \d of 4 cells are settled/);
    const { state, attempts = [] } = (await lastJob()) ?? {};
    expect([state, ...attempts.map((one) => one.state)]).toEqual(["done", "given-back", "done"]);
    expect(attempts[1]?.run).toBe(attempts[0]?.run);
    expect((await readdir(runs)).filter((name) => !name.startsWith("."))).toHaveLength(2);
  });

  it("cancels a job, once", async () => {
    const { stdout: id } = await ended(started("submit", ...measured, "--machine", "lab-2"));
    expect(await here("jobs", "--cancel", id.slice(0, 8))).toMatchObject({ exitCode: 0 });
    expect(await here("jobs", "--cancel", id)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/cancelled; it has ended/),
    });
    expect(await here("jobs", "--cancel", "none")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/--cancel: no such job/),
    });
  });

  it("shows the password of its URL nowhere", async () => {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const texts = files.filter((file) => file.isFile() && /\.(?:json|jsonl|html|log)$/.test(file.name));
    expect(texts.length).toBeGreaterThan(3);
    for (const file of texts) told += await readFile(join(file.parentPath, file.name), "utf8");
    expect(told).toContain("lab-1");
    expect(told).not.toContain(testPassword);
    expect(told).not.toContain(encodeURIComponent(testPassword));
  });
});
