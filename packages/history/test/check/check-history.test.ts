import { randomStream } from "@evenkeel/core";
import { expect, it } from "vitest";
import {
  checkHistory,
  findingId,
  importNight,
  insertFinding,
  listChecks,
  listFindings,
  updateFinding,
  type Finding,
  type Store,
} from "../../src/index.ts";
import { judgementsOf } from "../../src/queries/judgements.ts";
import { collectSite } from "../../src/site/collect.ts";
import { madeUpNight, madeUpSeries } from "../fixture/index.ts";
import { describeStores, opened } from "../store/stores.ts";

const slowed = 3;
const changedNight = 20;

/** Noise of 1% a night; one series takes 15% longer from a night on. */
function valueIn(series: number, night: number): number {
  const noise = 1 + 0.02 * (randomStream(series * 1000 + night, "check").uniform() - 0.5);
  return (1 + series) * noise * (series === slowed && night >= changedNight ? 1.15 : 1);
}

async function importNights(store: Store, from: number, to: number): Promise<void> {
  for (let night = from; night < to; night += 1) await importNight(store, madeUpNight({ night, valueIn }));
}

describeStores(({ fresh }) => {
  it("proposes the series that changed and no other, and the same finding again the night after", async () => {
    const store = await opened(await fresh());
    await importNights(store, 0, changedNight);
    expect((await checkHistory(store, 1)).proposals).toEqual([]);
    await importNights(store, changedNight, 26);
    const { check, proposals } = await checkHistory(store, 2);
    expect(check).toMatchObject({ judged: 8, unjudged: 0, missing: 0 });
    expect(proposals.map(({ finding, isNew }) => [finding.seriesId, isNew])).toEqual([[madeUpSeries(slowed).id, true]]);
    expect(proposals[0]?.finding.changeRun).toBe(madeUpNight({ night: changedNight }).run.id);
    expect(proposals[0]?.finding.effect).toBeCloseTo(0.15, 1);
    await importNights(store, 26, 28);
    const again = await checkHistory(store, 3);
    expect(again.proposals.map(({ isNew }) => isNew)).toEqual([false]);
    expect(await listFindings(store)).toHaveLength(1);
    expect(await listChecks(store)).toHaveLength(3);
  });

  it.each([0, 1, 2, 3])("that is ended after %i steps leaves nothing, or all of what it found", async (steps) => {
    const store = await opened(await fresh());
    await importNights(store, 0, 26);
    let left = steps;
    const dying: Store = {
      ...store,
      write: async (action) => {
        if (left === 0) throw new Error("killed");
        left -= 1;
        return store.write(action);
      },
    };
    await checkHistory(dying, 1).catch(() => undefined);
    const kept = [
      (await listFindings(store)).length,
      (await judgementsOf(store)).size,
      (await listChecks(store)).length,
    ];
    expect(kept).toEqual(steps === 0 ? [0, 0, 0] : [1, 8, 1]);
  });

  it("judges from a confirmed change on, and shows it", async () => {
    const store = await opened(await fresh());
    await importNights(store, 0, 34);
    const [proposal] = (await checkHistory(store, 1)).proposals;
    const evidence = { sentence: "Eight rounds: +14.8%." };
    await updateFinding(store, proposal?.finding.id ?? "", { state: "confirmed", evidence, confirmedAt: 2 });
    expect((await checkHistory(store, 3)).proposals).toEqual([]);
    const site = await collectSite(store, { title: "Nights", repository: null, reportOf: () => null });
    const series = site.series.find(({ id }) => id === madeUpSeries(slowed).id);
    expect(series).toMatchObject({
      state: "confirmed",
      nights: 34,
      change: { worse: true, evidence: evidence.sentence },
    });
    expect(site.series.filter(({ state }) => state === "quiet")).toHaveLength(7);
    expect(site.nights.find(({ upgrades }) => upgrades.length > 0)?.upgrades).toEqual([
      "onnxruntime-node 1.29.0 → 1.30.0",
    ]);
  });

  it("takes a drift for a finding of its own, whatever was refuted of its series, and for the same one the night after", async () => {
    const store = await opened(await fresh());
    const drifting = (series: number, night: number) =>
      valueIn(series, Math.min(night, changedNight - 1)) * (series === 1 ? 1.008 ** night : 1);
    for (let night = 0; night < 40; night += 1) await importNight(store, madeUpNight({ night, valueIn: drifting }));
    const key = { seriesId: madeUpSeries(1).id, changeRun: madeUpNight({ night: 6 }).run.id };
    const refuted = { state: "refuted", kind: "step", effect: 0.2, p: 0.001, q: 0.01, proposedAt: 1 } as const;
    const place = { changeAt: madeUpNight({ night: 6 }).run.at, lastGoodRun: null, evidence: null, confirmedAt: 1 };
    await insertFinding(store, { ...key, ...refuted, ...place, id: findingId(key) });
    const { proposals } = await checkHistory(store, 2);
    expect(proposals.map(({ finding, isNew }) => [finding.kind, finding.state, isNew])).toEqual([
      ["drift", "suspected", true],
    ]);
    await importNight(store, madeUpNight({ night: 40, valueIn: drifting }));
    expect((await checkHistory(store, 3)).proposals.map(({ isNew }) => isNew)).toEqual([false]);
  });

  it("closes what is suspected and not proposed any more, and leaves the rest as it is", async () => {
    const store = await opened(await fresh());
    await importNights(store, 0, 12);
    const of = (number: number, state: Finding["state"]): Finding => {
      const key = { seriesId: madeUpSeries(number).id, changeRun: madeUpNight({ night: 6 }).run.id };
      const change = { changeAt: madeUpNight({ night: 6 }).run.at, lastGoodRun: madeUpNight({ night: 5 }).run.id };
      const found = {
        kind: "step",
        effect: 0.2,
        p: 0.001,
        q: 0.01,
        proposedAt: 1,
        evidence: null,
        confirmedAt: null,
      } as const;
      return { ...key, ...change, ...found, id: findingId(key), state };
    };
    await insertFinding(store, of(1, "suspected"));
    await insertFinding(store, of(2, "refuted"));
    const { withdrawn } = await checkHistory(store, 2);
    expect(withdrawn.map(({ seriesId }) => seriesId)).toEqual([madeUpSeries(1).id]);
    const states = (await listFindings(store)).map(({ seriesId, state }) => [seriesId, state]);
    expect(new Map(states as [string, string][])).toEqual(
      new Map([
        [madeUpSeries(1).id, "closed"],
        [madeUpSeries(2).id, "refuted"],
      ]),
    );
  });
});
