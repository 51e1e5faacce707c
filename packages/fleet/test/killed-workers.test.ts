/** Three workers as real processes, killed at random moments: every job is in the history once, or reported. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { randomStream } from "@evenkeel/core";
import { noPostgres } from "@evenkeel/history/fixture";
import { experiment } from "@evenkeel/harness/fixture";
import { openStore, runsOf } from "@evenkeel/history";
import { checkManifest, readRun } from "@evenkeel/run-folder";
import { execa } from "execa";
import { afterAll, expect, it } from "vitest";
import { listJobs, openQueue, openStates, submitJob, type JobRecord } from "../src/index.ts";
import { freshUrl, stopServer } from "./fixture/queues.ts";

afterAll(stopServer);

const workerFile = fileURLToPath(new URL("fixture/worker-process.ts", import.meta.url));
const names = ["alpha", "beta", "gamma"] as const;
const jobs = 4;
const kills = 4;
const seed = 16;

it.skipIf(noPostgres !== null)(
  `every job of workers that are killed at random is in the history once, or reported${noPostgres === null ? "" : `: ${noPostgres}`}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "evenkeel-killed-"));
    const [url, storeUrl] = [await freshUrl(), await freshUrl()];
    const fleet = new KilledFleet(folder, [url, storeUrl]);
    const queue = await openQueue(url, { heartbeatSeconds: 10, graceSeconds: 1 });
    try {
      const sent: string[] = [];
      for (let count = 0; count < jobs; count += 1) sent.push((await submitJob(queue, submission())).id);
      for (const name of names) fleet.start(name);
      const found = await fleet.untilEnded(() => listJobs(queue));
      expect(fleet.killed).toBe(kills);
      expect(found.map(({ id }) => id).toSorted()).toEqual(sent.toSorted());
      for (const job of found.filter(({ state }) => state === "lost")) expect(job.reason).toMatch(/cells|measured/);
      const done = found.filter(({ state }) => state === "done");
      expect(found.filter(({ state }) => state !== "done" && state !== "lost")).toEqual([]);
      await expectWhole(done, fleet);
      const store = await openStore(storeUrl);
      const runs = (await runsOf(store)).map(({ id }) => id);
      await store.close();
      const kept = done.map((job) => job.attempts.at(-1)?.run ?? "");
      expect(runs.toSorted()).toEqual(kept.toSorted());
      expect(found.flatMap(({ attempts }) => attempts.filter(({ state }) => state === "lost")).length).toBeGreaterThan(
        0,
      );
    } finally {
      await queue.close();
      await fleet.end();
      await rm(folder, { recursive: true, force: true });
    }
  },
);

function submission() {
  const changed = { ...experiment, backends: ["good"], tasks: { train: {}, evaluate: {} } };
  return { experiment: changed, command: ["pnpm", "evenkeel", "run", "tiny"], changes: [] };
}

/** Each has one run, of one machine, with all its cells. */
async function expectWhole(done: readonly JobRecord[], fleet: KilledFleet): Promise<void> {
  for (const { good, attempts } of done) {
    const last = attempts.at(-1);
    const folder = join(fleet.runsOf(last?.worker ?? ""), last?.run ?? "");
    await checkManifest(folder);
    const run = await readRun(folder);
    expect(run).toMatchObject({ state: "finished", fingerprint: last?.fingerprint });
    expect(run.cells.map(({ id }) => id)).toEqual(run.plan.map(({ id }) => id));
    expect(good).toBe(run.cells.every(({ state }) => state === "completed"));
    expect(good).toBe(true);
  }
}

/**
 * Workers that are killed as they tell something, at moments drawn from a seed; each is started again, but for the
 * last one to be killed at a job, which stays away: its job is missed, and begun anew on another machine.
 */
class KilledFleet {
  readonly #folder: string;
  readonly #urls: readonly string[];
  readonly #random = randomStream(seed, "kills");
  readonly #running = new Map<string, ReturnType<typeof workerAt>>();
  #lines = 0;
  #next = this.#drawn();
  killed = 0;

  constructor(folder: string, urls: readonly string[]) {
    this.#folder = folder;
    this.#urls = urls;
  }

  runsOf(name: string): string {
    return join(this.#folder, name);
  }

  start(name: (typeof names)[number]): void {
    const fingerprint = String(names.indexOf(name) + 1).repeat(16);
    const worker = workerAt([...this.#urls, this.runsOf(name), name, fingerprint]);
    this.#running.set(name, worker);
    worker.stdout.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n").slice(0, -1)) this.#told(name, line);
    });
  }

  async untilEnded(list: () => Promise<JobRecord[]>): Promise<JobRecord[]> {
    for (;;) {
      const found = await list();
      if (found.every(({ state }) => !(openStates as readonly string[]).includes(state))) return found;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async end(): Promise<void> {
    for (const worker of this.#running.values()) worker.kill("SIGKILL");
    await Promise.all(this.#running.values());
  }

  #told(name: (typeof names)[number], line: string): void {
    this.#lines += 1;
    const isLast = this.killed === kills - 1;
    // The last one has measured something that only its machine has.
    const isDue = this.#lines >= this.#next && (!isLast || line === "settled");
    if (this.killed === kills || !isDue) return;
    this.killed += 1;
    this.#next = this.#lines + this.#drawn();
    const worker = this.#running.get(name);
    worker?.kill("SIGKILL");
    if (!isLast) void worker?.then(() => this.start(name));
  }

  /** Lines until the next kill: a job has about twenty. */
  #drawn(): number {
    return 5 + this.#random.below(15);
  }
}

function workerAt(args: readonly string[]) {
  return execa(process.execPath, [workerFile, ...args], { reject: false });
}
