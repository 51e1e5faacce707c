import { checkManifest, readRun, type Run } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resumeRun, startRun, type RunProgress, type StartRunOptions } from "../src/index.ts";
import type { MachineCounters } from "../src/machine/machine-counters.ts";
import { experiment } from "./fixtures/experiment.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { FakeClock } from "./fixtures/fake-clock.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

const none: MachineCounters = {
  allTicks: 0,
  busyTicks: 0,
  stolenTicks: 0,
  ownTicks: 0,
  childTicks: 0,
  throttledMicroseconds: {},
  waitedMicroseconds: 0,
  memoryKills: 0,
};

/** A run of three rounds of 10 s a cell, on a machine of which others take a fifth in the second round. */
function watched(changes: Partial<StartRunOptions> = {}): StartRunOptions {
  const clock = new FakeClock();
  let counters = none;
  const { allTicks, busyTicks } = { allTicks: 2000, busyTicks: 400 };
  const pass = (busy: number) => {
    clock.advance(10_000);
    counters = {
      ...counters,
      allTicks: (counters.allTicks ?? 0) + allTicks,
      busyTicks: (counters.busyTicks ?? 0) + busy,
    };
  };
  let round = 0;
  return playedRun(root, {
    experiment: { ...experiment, tasks: { latency: {} }, rounds: 3 },
    clock,
    machine: {
      gauge: { counters: () => counters, loadPerCore: () => 0.5 },
      processors: () => ({ frequencyMHz: round === 3 ? 2000 : 3000, temperatureCelsius: 60, throttleCount: 7 }),
      memoryBytes: () => 2 ** 33,
    },
    launcher: () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell") {
          round = job.cell.round;
          pass(round === 2 ? busyTicks : 0);
        }
        replyLikeACell(job, child);
      }),
    ...changes,
  });
}

const causes = ({ rounds }: Run) => rounds?.map(({ round, disturbed }) => [round, disturbed?.by ?? null]);
const disturbedRounds = [
  [1, null],
  [2, "others"],
  [3, "slower-processors"],
];

describe("a run's rounds", () => {
  it("are each recorded with the machine's load and processors, and the disturbed ones marked", async () => {
    const { folder, run } = await startRun(watched());
    expect(causes(run)).toEqual(disturbedRounds);
    expect(run.rounds?.[1]).toEqual({
      round: 2,
      startedAt: "2026-11-22T00:00:20.000Z",
      finishedAt: "2026-11-22T00:00:40.000Z",
      machineLoad: { loadPerCore: 0.5, othersShare: 0.2, stolenShare: 0, throttledShare: null, waitingShare: 0 },
      processors: { frequencyMHz: 3000, temperatureCelsius: 60, throttleEvents: 0 },
      longestPauseSeconds: 0,
      disturbed: { by: "others", value: 0.2 },
    });
    expect(run.cells).toHaveLength(6);
    expect(await readRun(folder)).toEqual(run);
    await checkManifest(folder);
  });

  it("keep their records when the run is interrupted and goes on", async () => {
    const controller = new AbortController();
    const onProgress = (event: RunProgress) => {
      if (event.kind === "settled" && event.cell.id === "r2.latency.tiny.b.s7") controller.abort();
    };
    const options = watched({ signal: controller.signal, onProgress });
    const interrupted = await startRun(options);
    expect(interrupted.run.state).toBe("interrupted");
    expect(causes(interrupted.run)).toEqual([[1, null]]);
    const { signal: _, onProgress: __, ...shared } = options;
    const { run } = await resumeRun({ ...shared, folder: interrupted.folder });
    expect(causes(run)).toEqual(disturbedRounds);
    expect(run.rounds?.[0]).toEqual(interrupted.run.rounds?.[0]);
  });

  it("say that one was interrupted in its middle and went on much later", async () => {
    const controller = new AbortController();
    const onProgress = (event: RunProgress) => {
      if (event.kind === "settled" && event.cell.id === "r1.latency.tiny.a.s7") controller.abort();
    };
    const options = watched({ signal: controller.signal, onProgress });
    const { folder } = await startRun(options);
    (options.clock as FakeClock).advance(3_600_000);
    const { signal: _, onProgress: __, ...shared } = options;
    const { run } = await resumeRun({ ...shared, folder });
    expect(run.rounds?.[0]?.disturbed).toEqual({ by: "pause", value: 3600 });
  });

  it("are not watched while a cell measures", async () => {
    let measuring = false;
    let during = 0;
    const base = watched();
    const look = <T>(value: T) => {
      if (measuring) during += 1;
      return value;
    };
    const options: StartRunOptions = {
      ...base,
      machine: {
        gauge: { counters: () => look(none), loadPerCore: () => look(0.5) },
        processors: () => look({ frequencyMHz: 3000, temperatureCelsius: null, throttleCount: null }),
        memoryBytes: () => 2 ** 33,
      },
      launcher: () =>
        new FakeProcess((job, child) => {
          measuring = true;
          (base.clock as FakeClock).advance(30_000);
          measuring = false;
          replyLikeACell(job, child);
        }),
    };
    const { run } = await startRun(options);
    expect(run.rounds).toHaveLength(3);
    expect(during).toBe(0);
  });
});
