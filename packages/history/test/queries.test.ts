import { expect, it } from "vitest";
import {
  appendCheck,
  findingId,
  findRun,
  findSeries,
  historiesOf,
  importNight,
  insertFinding,
  listChecks,
  listFindings,
  listSeries,
  pointsOf,
  runsOf,
  updateFinding,
  versionsOf,
  type Finding,
} from "../src/index.ts";
import { madeUpNight, madeUpSeries } from "./fixture/index.ts";
import { describeStores, opened } from "./store/stores.ts";

const other = "fedcba9876543210";
const series = madeUpSeries(0);
const [changeRun, lastGoodRun] = [madeUpNight({ night: 3 }).run.id, madeUpNight({ night: 2 }).run.id];
const finding: Finding = {
  id: findingId({ seriesId: series.id, changeRun }),
  seriesId: series.id,
  changeAt: madeUpNight({ night: 3 }).run.at,
  changeRun,
  lastGoodRun,
  kind: "step",
  effect: 0.18,
  p: 0.0004,
  q: 0.012,
  state: "suspected",
  proposedAt: 1_800_000_000_000,
  evidence: null,
  confirmedAt: null,
};

describeStores(({ fresh }) => {
  it("lists series with their last values, and those that are named alone", async () => {
    const store = await opened(await fresh());
    for (const night of [4, 0, 2]) await importNight(store, madeUpNight({ night, name: "blue" }));
    await importNight(store, madeUpNight({ night: 9, series: 60, fingerprint: other }));
    const all = await listSeries(store);
    expect(all).toHaveLength(68);
    const last = madeUpNight({ night: 4 });
    expect(all.slice(0, 2)).toEqual(
      [0, 4].map((number) => ({
        series: madeUpSeries(number),
        machineName: "blue",
        nights: 3,
        lastAt: last.run.at,
        lastValue: last.points[number]?.point.value,
      })),
    );
    expect(all.map(({ series: { fingerprint } }) => fingerprint)).toEqual(
      [series.fingerprint, other].flatMap((machine, index) =>
        Array.from({ length: [8, 60][index] ?? 0 }, () => machine),
      ),
    );
    expect(await listSeries(store, { backend: "onnx-cpu", measurement: "latency.p50Ms" })).toHaveLength(1 + 8);
    expect(await listSeries(store, { workload: "workload-7" })).toHaveLength(4);
    expect(await listSeries(store, { fingerprint: other, backend: "none" })).toEqual([]);
  });

  it("streams each series with its points in time order", async () => {
    const store = await opened(await fresh());
    for (const night of [2, 0, 1]) await importNight(store, madeUpNight({ night, series: 130 }));
    const seen = new Map<string, number[]>();
    for await (const { series: one, points } of historiesOf(store)) {
      expect(points).toEqual(await pointsOf(store, one.id));
      seen.set(
        one.id,
        points.map(({ at }) => at),
      );
    }
    const times = [0, 1, 2].map((night) => madeUpNight({ night }).run.at);
    expect(seen).toEqual(new Map(Array.from({ length: 130 }, (_, number) => [madeUpSeries(number).id, times])));
    const named = await collected(historiesOf(store, [series.id]));
    expect(named.map(({ series: one }) => one)).toEqual([series]);
    expect(await collected(historiesOf(store, []))).toEqual([]);
  });

  it("finds a series by the beginning of its id", async () => {
    const store = await opened(await fresh());
    await importNight(store, madeUpNight({ night: 0, series: 40 }));
    expect(await findSeries(store, series.id)).toEqual(series);
    expect(await findSeries(store, series.id.slice(0, 12))).toEqual(series);
    await expect(findSeries(store, "0123456789abcde")).rejects.toThrow(
      /^series: no such series; .*history list` lists/,
    );
    await expect(findSeries(store, "%")).rejects.toThrow(/no such series; .*got "%"/);
    // Of 40 ids some share their first digit.
    const twice = Array.from({ length: 40 }, (_, number) => madeUpSeries(number).id[0] ?? "");
    const digit = twice.find((one, index) => twice.indexOf(one) !== index) ?? "";
    await expect(findSeries(store, digit)).rejects.toThrow(/several series begin like this; expected more of its id/);
  });

  it("knows the nights of a machine, and what ran in them", async () => {
    const store = await opened(await fresh());
    for (const night of [6, 4]) await importNight(store, madeUpNight({ night }));
    await importNight(store, madeUpNight({ night: 5, fingerprint: other }));
    const ids = [4, 6].map((night) => madeUpNight({ night }).run.id);
    expect((await runsOf(store, series.fingerprint)).map(({ id }) => id)).toEqual(ids);
    expect(await runsOf(store)).toHaveLength(3);
    const versions = await versionsOf(store, series.fingerprint);
    expect([...versions.values()].map((own) => own["onnxruntime-node"])).toEqual(["1.29.0", "1.30.0"]);
    expect(await findRun(store, ids[0] ?? "")).toEqual(madeUpNight({ night: 4 }).run);
    expect(await findRun(store, "none")).toBeNull();
  });

  it("keeps a finding once, and lets one of two confirm it", async () => {
    const store = await opened(await fresh());
    await importNight(store, madeUpNight({ night: 0 }));
    expect(await insertFinding(store, finding)).toBe(true);
    expect(await insertFinding(store, { ...finding, effect: 3 })).toBe(false);
    expect(await listFindings(store)).toEqual([finding]);
    const change = { state: "confirmed", evidence: { rounds: [1, 2.5] }, confirmedAt: 1_800_000_100_000 } as const;
    const both = [0, 1].map(() => updateFinding(store, finding.id, change, "suspected"));
    expect(new Set(await Promise.all(both))).toEqual(new Set([false, true]));
    expect(await updateFinding(store, "none", change)).toBe(false);
    expect(await listFindings(store, { state: "confirmed", seriesId: series.id })).toEqual([{ ...finding, ...change }]);
    expect(await listFindings(store, { state: "suspected" })).toEqual([]);
  });

  it("logs checks in time order, two of the same moment, too", async () => {
    const store = await opened(await fresh());
    const check = { judged: 10, unjudged: 2, missing: 1, proposals: 0, false_alarms: null };
    expect(await appendCheck(store, { at: 50, ...check })).toBe(50);
    expect(await appendCheck(store, { at: 20, ...check })).toBe(20);
    expect(await appendCheck(store, { at: 50, ...check, proposals: 3 })).toBe(51);
    expect((await listChecks(store)).map(({ at, proposals }) => [at, proposals])).toEqual([
      [20, 0],
      [50, 0],
      [51, 3],
    ]);
  });
});

async function collected<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
}
