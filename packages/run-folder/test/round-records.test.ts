import type { CellResult, MachineLoad, ProcessorState } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { disturbanceOf, disturbedFrom } from "../src/disturbance.ts";
import { roundRecordSchema, roundRecordsOf } from "../src/round-records.ts";

const idle: MachineLoad = { loadPerCore: 0.5, othersShare: 0, stolenShare: 0, throttledShare: null, waitingShare: 0.1 };
const began = Date.UTC(2026, 10, 28, 9);

interface Made {
  readonly task?: string;
  readonly at: number;
  readonly seconds?: number;
  readonly load?: Partial<MachineLoad>;
  readonly processors?: ProcessorState;
}

/** A cell that began so many seconds after the run. */
const cell = (round: number, name: string, { task = "latency", at, seconds = 10, load, processors }: Made) =>
  ({
    id: `r${round}.${name}`,
    round,
    task,
    startedAt: new Date(began + 1000 * at).toISOString(),
    wallSeconds: seconds,
    machineLoad: { ...idle, ...load },
    ...(processors && { processors }),
  }) as CellResult;
const recordsOf = (cells: readonly CellResult[], plan = cells) => roundRecordsOf({ plan, cells });
const at = (seconds: number) => new Date(began + 1000 * seconds).toISOString();

describe("a round's record", () => {
  it("holds when it was and the means of what its timed cells saw, by their time", () => {
    const cells = [
      cell(1, "gate", { task: "gradients", at: 0, load: { othersShare: 1 } }),
      cell(1, "a", { at: 20, seconds: 30, load: { othersShare: 0.04, stolenShare: null } }),
      cell(1, "b", { at: 52.5, seconds: 10, load: { othersShare: 0.0804, stolenShare: 0.02 } }),
      cell(1, "last", { task: "evaluate", at: 70 }),
    ];
    const [record] = recordsOf(cells);
    expect(roundRecordSchema.parse(record)).toEqual({
      round: 1,
      startedAt: at(20),
      finishedAt: at(62.5),
      machineLoad: {
        loadPerCore: 0.5,
        othersShare: 0.0501,
        stolenShare: 0.02,
        throttledShare: null,
        waitingShare: 0.1,
      },
      longestPauseSeconds: 2.5,
      disturbed: { by: "others", value: 0.0501 },
    });
  });

  it("holds the mean frequency, the highest temperature and all throttling of its processors", () => {
    const of = (frequencyMHz: number, temperatureCelsius: number | null, throttleEvents: number) => ({
      frequencyMHz,
      temperatureCelsius,
      throttleEvents,
    });
    const cells = [
      cell(1, "a", { at: 0, processors: of(3000, 61, 2) }),
      cell(1, "b", { at: 10, processors: of(2001, null, 3) }),
    ];
    expect(recordsOf(cells)[0]?.processors).toEqual(of(2501, 61, 5));
    expect(recordsOf([cell(1, "a", { at: 0 })])[0]).not.toHaveProperty("processors");
  });

  it("comes once every cell of the round is settled, and of rounds that timed something", () => {
    const cells = [cell(1, "a", { at: 0 }), cell(2, "a", { at: 10 }), cell(2, "b", { at: 20 })];
    expect(recordsOf(cells.slice(0, 2), cells).map(({ round }) => round)).toEqual([1]);
    expect(recordsOf(cells).map(({ round }) => round)).toEqual([1, 2]);
    expect(recordsOf([cell(1, "a", { task: "evaluate", at: 0 }), cell(2, "a", { at: 0, seconds: 0 })])).toEqual([]);
  });

  it("knows nothing of a load that no cell was watched for", () => {
    const { machineLoad: _, ...older } = cell(1, "a", { at: 0 });
    const [record] = recordsOf([older]);
    expect(Object.values(record?.machineLoad ?? {})).toEqual([null, null, null, null, null]);
    expect(record?.disturbed).toBeNull();
  });
});

describe("the rule of a disturbed round", () => {
  const seen = (load: Partial<MachineLoad> = {}, processors?: Partial<ProcessorState>, longestPauseSeconds = 3) => ({
    machineLoad: { ...idle, ...load },
    ...(processors && {
      processors: { frequencyMHz: null, temperatureCelsius: null, throttleEvents: null, ...processors },
    }),
    longestPauseSeconds,
  });

  it.each([
    [{ othersShare: 0.05 }, { by: "others", value: 0.05 }],
    [{ othersShare: 0.0499 }, null],
    [{ stolenShare: 0.05 }, { by: "host", value: 0.05 }],
    [{ stolenShare: 0.0499 }, null],
    [{ throttledShare: 0.05 }, { by: "quota", value: 0.05 }],
    [{ throttledShare: 0.0499 }, null],
    [{ loadPerCore: 9, waitingShare: 0.9 }, null],
    [{ othersShare: null, stolenShare: null }, null],
  ])("by a load of %o is %o", (load, disturbance) => {
    expect(disturbanceOf(seen(load), [seen()])).toEqual(disturbance);
  });

  it("by a pause leaves those that lie apart, and no wait between two cells", () => {
    expect(disturbanceOf(seen({}, {}, 300), [])).toEqual({ by: "pause", value: 300 });
    expect(disturbanceOf(seen({}, {}, 299), [])).toBeNull();
  });

  it("holds a frequency against the other rounds of the run", () => {
    const steady = [3000, 3000, 2400].map((frequencyMHz) => seen({}, { frequencyMHz }));
    expect(disturbanceOf(seen({}, { frequencyMHz: 2520 }), steady)).toEqual({ by: "slower-processors", value: 0.1 });
    expect(disturbanceOf(seen({}, { frequencyMHz: 2530 }), steady)).toBeNull();
    expect(disturbanceOf(seen({}, { frequencyMHz: 3500 }), steady)).toBeNull();
    expect(disturbanceOf(seen({}, { frequencyMHz: 800 }), [])).toBeNull();
    expect(disturbanceOf(seen({}, { frequencyMHz: 800 }), [seen()])).toBeNull();
  });

  it("holds throttling for heat against rounds without it, and nothing against a machine that always throttles", () => {
    const hot = seen({}, { throttleEvents: 4 });
    const cool = seen({}, { throttleEvents: 0 });
    expect(disturbanceOf(hot, [cool, cool, hot])).toEqual({ by: "heat", value: 4 });
    expect(disturbanceOf(hot, [cool, hot, hot])).toBeNull();
    expect(disturbanceOf(hot, [])).toBeNull();
  });

  it("marks the rounds of a run, and no others", () => {
    const cells = [1, 2, 3, 4].flatMap((round) => [
      cell(round, "a", { at: 100 * round, load: { othersShare: round === 2 ? 0.2 : 0 } }),
      cell(round, "b", { at: 100 * round + (round === 4 ? 3600 : 10) }),
    ]);
    expect(recordsOf(cells).map(({ disturbed }) => disturbed)).toEqual([
      null,
      { by: "others", value: 0.1 },
      null,
      { by: "pause", value: 3590 },
    ]);
  });

  it("is one that this page of the source states: 5% of the time, 10% of the frequency, 5 minutes", () => {
    expect(disturbedFrom).toEqual({
      othersShare: 0.05,
      stolenShare: 0.05,
      throttledShare: 0.05,
      slowerShare: 0.1,
      pauseSeconds: 300,
    });
  });
});
