import { checkManifest, readRun, type Run } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resumeRun, startRun, type Decision, type RunProgress, type StartRunOptions } from "../src/index.ts";
import { planCells } from "../src/plan.ts";
import { experiment, seed } from "./fixtures/experiment.ts";
import { fakeRuntime } from "./fixtures/fake-backend.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

const roundsOf = ({ cells }: Pick<Run, "cells">) => Math.max(...cells.map(({ round }) => round));

/** Answers no more once so many rounds are there, and keeps what it was asked. */
function decider(enough: number) {
  const asked: Run[] = [];
  const decide = (run: Run): Promise<Decision> => {
    asked.push(run);
    const more = roundsOf(run) < enough;
    return Promise.resolve({ more, why: more ? "a and b are open" : "a is faster" });
  };
  return { asked, decide };
}

const open = { ...experiment, tasks: { train: {}, latency: {} }, aa: true, untilDecided: { maxRounds: 10 } };
const options = (changes: Partial<StartRunOptions> = {}) => playedRun(root, { experiment: open, ...changes });
const backends = ["a", "b"].map((id) => ({ id, takesThreads: true, defaultThreads: fakeRuntime.threads }));
const planOf = (rounds: number) => planCells({ ...open, rounds }, backends);

describe("a run until it is decided", () => {
  it("is asked after the sixth round and every later one, and plans them as if they had been asked for", async () => {
    const { asked, decide } = decider(8);
    const { folder, run } = await startRun(options({ decide }));
    expect(asked.map(roundsOf)).toEqual([6, 7, 8]);
    expect(run.plan).toEqual(planOf(8));
    expect(run.cells.map(({ id, state }) => [id, state])).toEqual(run.plan.map(({ id }) => [id, "completed"]));
    expect(run.experiment).toEqual(open);
    expect(run.untilDecided).toEqual({ maxRounds: 10, decidedAfter: 8, why: "a is faster" });
    expect(run.state).toBe("finished");
    expect(await readRun(folder)).toEqual(run);
    await checkManifest(folder);
  });

  it("is asked of what its folder holds", async () => {
    const { decide } = decider(7);
    const folders: Run[] = [];
    await startRun(
      options({
        decide: async (run, folder) => {
          folders.push(await readRun(folder));
          expect(folders.at(-1)).toEqual(run);
          return decide(run);
        },
      }),
    );
    expect(folders.map(({ rounds, state }) => [rounds?.length, state])).toEqual([
      [6, "running"],
      [7, "running"],
    ]);
  });

  it("does at least as many rounds as were asked for", async () => {
    const { asked, decide } = decider(1);
    const { run } = await startRun(options({ experiment: { ...open, rounds: 9 }, decide }));
    expect(asked.map(roundsOf)).toEqual([9]);
    expect(run.untilDecided).toMatchObject({ decidedAfter: 9 });
  });

  it("ends after the most rounds with what is still open", async () => {
    const { asked, decide } = decider(99);
    const { run } = await startRun(options({ decide }));
    expect(asked.map(roundsOf)).toEqual([6, 7, 8, 9, 10]);
    expect(run.plan).toEqual(planOf(10));
    expect(run.untilDecided).toEqual({ maxRounds: 10, decidedAfter: null, why: "a and b are open" });
  });

  it("tells which round runs, of how many at the most, and what was answered", async () => {
    const events: RunProgress[] = [];
    const { decide } = decider(7);
    await startRun(options({ decide, onProgress: (event) => events.push(event) }));
    const loading = events.flatMap((event) => (event.kind === "working" && event.phase === "loading" ? event : []));
    expect(loading.at(-1)).toMatchObject({ id: "r7.latency.tiny.b.s7.aa", rounds: { round: 7, atMost: 10 } });
    expect(events.filter(({ kind }) => kind === "asked")).toEqual([
      { kind: "asked", rounds: 6, atMost: 10, decision: { more: true, why: "a and b are open" } },
      { kind: "asked", rounds: 7, atMost: 10, decision: { more: false, why: "a is faster" } },
    ]);
  });

  it.each(["r3.latency.tiny.a.s7", "r6.latency.tiny.a.s7.aa", "r7.train.tiny.b.s7"])(
    "is interrupted in %s, and goes on with the rule to the same end",
    async (id) => {
      const controller = new AbortController();
      const onProgress = (event: RunProgress) => {
        if (event.kind === "working" && event.id === id && event.phase === "loading") controller.abort();
      };
      const { folder, run } = await startRun(
        options({ signal: controller.signal, onProgress, decide: decider(8).decide }),
      );
      expect(run.state).toBe("interrupted");
      expect(await readRun(folder)).toEqual(run);
      const resumed = await resumeRun({ ...options({ decide: decider(8).decide }), folder });
      expect(resumed.run.plan).toEqual(planOf(8));
      expect(resumed.run.cells).toHaveLength(planOf(8).length);
      expect(resumed.run.untilDecided).toEqual({ maxRounds: 10, decidedAfter: 8, why: "a is faster" });
      expect(resumed.run.cells.slice(0, run.cells.length)).toEqual(run.cells);
    },
  );

  it("goes on from a question that never got its answer", async () => {
    const failing = () => Promise.reject(new Error("killed"));
    await expect(startRun(options({ decide: failing }))).rejects.toThrow("killed");
    const folder = options().out as string;
    expect(roundsOf(await readRun(folder))).toBe(6);
    const { asked, decide } = decider(7);
    const { run } = await resumeRun({ ...options({ decide }), folder });
    expect(asked.map(roundsOf)).toEqual([6, 7]);
    expect(run.plan).toEqual(planOf(7));
  });

  it("plans all its rounds of a backend that only later could run", async () => {
    let killed = true;
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "probe" && job.backend === "b" && killed) child.exit({ exitCode: null, signal: "SIGKILL" });
        else replyLikeACell(job, child);
      });
    const { folder, run } = await startRun(options({ launcher, decide: decider(8).decide }));
    expect(run.cells.filter(({ backend }) => backend === "b").every(({ state }) => state === "unavailable")).toBe(true);
    killed = false;
    const resumed = await resumeRun({ ...options({ launcher, decide: decider(8).decide }), folder });
    expect(resumed.run.plan).toEqual(planOf(8));
    expect(resumed.run.cells.every(({ state }) => state === "completed")).toBe(true);
  });

  it.each([
    ["with cross-validation", { crossValidationFolds: 3, rounds: 3 }, /rounds of a cross-validation are its folds/],
    [
      "that may do fewer rounds than it does",
      { rounds: 11 },
      /expected at least 11, the rounds that are asked for; got 10/,
    ],
    ["that may do too few to decide", { untilDecided: { maxRounds: 5 } }, /expected at least 6, under which .*; got 5/],
    ["that times nothing", { tasks: { evaluate: {} } }, /no task is timed in every round/],
    ["of too many cells", { untilDecided: { maxRounds: 90_000 } }, /too many cells/],
  ])("is refused %s before anything begins", async (_, changes, message) => {
    const refused = startRun(options({ experiment: { ...open, ...changes }, decide: decider(6).decide }));
    await expect(refused).rejects.toThrow(message);
  });

  it("is refused where nothing decides, also when it is to go on", async () => {
    await expect(startRun(options())).rejects.toThrow(/nothing here decides whether a run goes on/);
    const { folder } = await startRun(options({ decide: decider(6).decide }));
    await expect(resumeRun({ ...options(), folder })).rejects.toThrow(/nothing here decides/);
  });
});

describe("any other run", () => {
  it("is asked nothing", async () => {
    const { asked, decide } = decider(9);
    const plain = { ...experiment, tasks: { latency: {} }, rounds: 6, seeds: [seed] };
    const { run } = await startRun(options({ experiment: plain, decide }));
    expect(asked).toEqual([]);
    expect(run).not.toHaveProperty("untilDecided");
    expect(roundsOf(run)).toBe(6);
  });
});
