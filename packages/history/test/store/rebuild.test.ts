import type { DataError } from "@evenkeel/core";
import { expect, it } from "vitest";
import { appendCheck, importNight, insertFinding, rebuildStore, type Finding, type Night } from "../../src/index.ts";
import { madeUpNight, madeUpSeries } from "../fixture/index.ts";
import { dumpOf } from "./dump.ts";
import { describeStores, opened } from "./stores.ts";

const nights = [0, 1, 2].map((night) => madeUpNight({ night }));
const refuseNone = (error: DataError): never => {
  throw error;
};

const finding: Finding = {
  id: "f1",
  seriesId: madeUpSeries(3).id,
  changeAt: 5,
  changeRun: "a run",
  lastGoodRun: null,
  kind: "step",
  effect: 0.2,
  p: 0.001,
  q: 0.01,
  state: "suspected",
  proposedAt: 6,
  evidence: null,
  confirmedAt: null,
};

describeStores(({ fresh }) => {
  it("makes of the same nights the same store, whatever was there", async () => {
    const [store, expected] = [await opened(await fresh()), await opened(await fresh())];
    for (const night of nights) await importNight(expected, night);
    const [, second] = nights as [Night, Night];
    // As an older Evenkeel made it of the same run: other values, and a series that is none any more.
    const points = madeUpNight({ night: 1, series: 12, valueIn: () => 7 }).points;
    await importNight(store, { ...second, points });
    await importNight(store, madeUpNight({ night: 9, fingerprint: "fedcba9876543210" }));
    const rebuilt = await rebuildStore(store, nights, refuseNone);
    expect(rebuilt).toEqual({ imported: 3, gone: ["2024-01-10T02-17-00-nightly-fedc"] });
    expect(await dumpOf(store)).toEqual(await dumpOf(expected));
    expect(await rebuildStore(store, nights, refuseNone)).toEqual({ imported: 3, gone: [] });
    expect(await dumpOf(store)).toEqual(await dumpOf(expected));
  });

  it("keeps what no run folder holds: findings with their series, checks, runs of other tools", async () => {
    const store = await opened(await fresh());
    await importNight(store, madeUpNight({ night: 7, series: 2, fingerprint: "another", source: "asv" }));
    for (const night of nights) await importNight(store, night);
    await insertFinding(store, finding);
    await appendCheck(store, { at: 1, judged: 2, unjudged: 3, missing: 4, proposals: 5, false_alarms: null });
    const before = await dumpOf(store);
    await rebuildStore(store, nights, refuseNone);
    expect(await dumpOf(store)).toEqual(before);
    const fewer = nights.map(({ points, ...night }) => ({ ...night, points: points.slice(0, 2) }));
    await rebuildStore(store, fewer, refuseNone);
    const { series, finding: findings, run } = await dumpOf(store);
    expect([series?.length, findings?.length, run?.length]).toEqual([2 + 3, 1, 4]);
  });

  it("changes nothing where it does not come to its end, or where no night is left", async () => {
    const store = await opened(await fresh());
    for (const night of nights) await importNight(store, night);
    const before = await dumpOf(store);
    const broken = async function* () {
      yield madeUpNight({ night: 5 });
      throw new Error("the disk is gone");
    };
    await expect(rebuildStore(store, broken(), refuseNone)).rejects.toThrow("the disk is gone");
    expect(await dumpOf(store)).toEqual(before);
    await expect(rebuildStore(store, [], refuseNone)).rejects.toThrow(/no run could be read: the history stays as it/);
    expect(await dumpOf(store)).toEqual(before);
  });

  it("leaves out a night that it cannot keep, and goes on", async () => {
    const store = await opened(await fresh());
    const [first, second] = nights as [Night, Night];
    const other = { ...first, run: { ...first.run, resultsSha256: "cd".repeat(32) } };
    const unfit = { ...second, versions: { "a\nb": "1" } };
    const refused: string[] = [];
    const rebuilt = await rebuildStore(store, [first, other, unfit], ({ message }) => refused.push(message));
    expect(rebuilt.imported).toBe(1);
    expect(refused).toEqual([
      expect.stringMatching(/another run of this id/),
      expect.stringMatching(/plain text of one line/),
    ]);
  });
});
