import { expect, it } from "vitest";
import { importNight, insertFinding, findingId, type Finding } from "../../src/index.ts";
import { latestPoints } from "../../src/queries/points.ts";
import { collectSite, type SiteOptions } from "../../src/site/collect.ts";
import { madeUpNight, madeUpSeries } from "../fixture/index.ts";
import { describeStores, opened } from "../store/stores.ts";

const options: SiteOptions = { title: "Nights", repository: null, reportOf: () => null };
const other = "fedcba9876543210";
const [often, seldom] = [madeUpSeries(0).id, madeUpSeries(7).id];

describeStores(({ fresh }) => {
  it("brings a series' own latest points, however long ago its machine measured it", async () => {
    const store = await opened(await fresh());
    for (let night = 0; night < 90; night += 1) {
      await importNight(store, madeUpNight({ night, series: night < 5 ? 8 : 4 }));
    }
    await importNight(store, madeUpNight({ night: 200, fingerprint: other }));
    const latest = await latestPoints(store, 60);
    const nightsOf = (id: string) =>
      latest.get(id)?.map(({ at }) => (at - madeUpNight({ night: 0 }).run.at) / 86_400_000);
    expect(nightsOf(often)).toEqual(Array.from({ length: 60 }, (_, index) => index + 30));
    expect(nightsOf(seldom)).toEqual([0, 1, 2, 3, 4]);
    const { series } = await collectSite(store, options);
    const last = madeUpNight({ night: 4 }).points[7]?.point;
    expect(series.find(({ id }) => id === seldom)).toMatchObject({
      presence: "ended",
      lastAt: last?.at,
      last,
      nights: 5,
    });
    const present = { presence: "present", last: madeUpNight({ night: 89 }).points[0]?.point, nights: 90 };
    expect(series.find(({ id }) => id === often)).toMatchObject(present);
    // The night of another machine says nothing of what this one owes.
    expect(series.filter(({ presence }) => presence === "present")).toHaveLength(4 + 8);
  });

  it("dates a drift from the first night that was looked at", async () => {
    const store = await opened(await fresh());
    for (let night = 0; night < 3; night += 1) await importNight(store, madeUpNight({ night }));
    const [first, , last] = [0, 1, 2].map((night) => madeUpNight({ night }).run);
    const key = { seriesId: often, changeRun: last?.id ?? "" };
    const finding: Finding = {
      ...key,
      id: findingId(key),
      changeAt: last?.at ?? 0,
      lastGoodRun: first?.id ?? "",
      kind: "drift",
      effect: 0.06,
      p: 0.001,
      q: 0.01,
      state: "suspected",
      proposedAt: 1,
      evidence: null,
      confirmedAt: null,
    };
    await insertFinding(store, finding);
    const { series } = await collectSite(store, options);
    const change = series.find(({ id }) => id === often)?.change;
    expect(change).toMatchObject({ kind: "drift", at: last?.at, from: first?.at });
  });
});
