/**
 * Adds a simulated machine to a history, so that its pages show what a week of real nights cannot: 50 nights of a
 * series for each model of docs/detection.md, an upgrade, and nights in quarantine. Its name says what it is:
 *
 *   node packages/history/scripts/add-simulated-nights.ts STORE
 */
import { createHash } from "node:crypto";
import { randomStream } from "@evenkeel/core";
import { importNight, openStore, runsOf, seriesOf, type Night } from "../src/index.ts";
import { madeUpHistory, models, type HistoryName } from "../test/detect/simulation/histories.ts";

const where = process.argv[2];
if (where === undefined) throw new TypeError("name the store");
const store = await openStore(where);
const nights = 50;
const noise = 0.03;
const day = 86_400_000;
const fingerprint = createHash("sha256").update("simulated").digest("hex").slice(0, 16);
const last = Math.max(...(await runsOf(store)).map(({ at }) => at));
const random = randomStream(1, "simulated nights");
const series = (Object.keys(models) as HistoryName[]).map((name) => ({
  series: seriesOf(
    {
      fingerprint,
      backend: "simulated",
      workload: models[name].title,
      workloadKey: name,
      task: "latency",
      measurement: "latency.p50Ms",
      threads: "1",
      batchSize: null,
      precision: null,
      control: false,
    },
    { unit: "ms", better: "lower" },
  ),
  values: madeUpHistory(models[name], nights, noise, random),
}));
for (let night = 0; night < nights; night += 1) {
  const at = last - (nights - 1 - night) * day;
  const quarantined = night % 17 === 8 ? "the reference kernel took 40% longer than on other nights (simulated)" : null;
  await importNight(store, nightOf(night, at, quarantined));
}
await store.close();

function nightOf(night: number, at: number, quarantined: string | null): Night {
  const id = `${new Date(at).toISOString().slice(0, 10)}-simulated`;
  const { dirty, folder } = { dirty: null, folder: null };
  const resultsSha256 = createHash("sha256").update(id).digest("hex");
  return {
    run: {
      id,
      at,
      fingerprint,
      experiment: "simulated",
      commit: null,
      dirty,
      folder,
      resultsSha256,
      source: "evenkeel",
      quarantined,
    },
    machine: {
      fingerprint,
      name: "simulated",
      cpu: "none: the nights of this machine are drawn, not measured",
      gpu: null,
      cores: 1,
      memoryGib: 1,
      isa: "none",
      platform: "none",
      driver: null,
    },
    versions: { "simulated-library": night < 32 ? "1.0.0" : "1.1.0" },
    points: series.map(({ series: one, values }) => {
      const value = values[night] ?? 0;
      const [low, high] = [value * 0.985, value * 1.015];
      return {
        series: one,
        point: { at, runId: id, value, n: 6, low, high, quarantined: quarantined !== null },
      };
    }),
  };
}
