/**
 * How long a check's judging takes: `node scripts/judge-scale.ts [series] [nights]`, 1,000 × 1,000 unless said
 * otherwise. A tenth of the series have a step of 10% in their last 60 nights.
 */
import { randomStream } from "@evenkeel/core";
import { judgeAll, type HistoryToJudge } from "../src/detect/judge-all.ts";
import { seriesOf } from "../src/series.ts";
import { madeUpHistory } from "../test/detect/simulation/histories.ts";

const [count = 1000, nights = 1000] = process.argv.slice(2).map(Number);
const random = randomStream(1, "judge-scale");
const day = 86_400_000;

const histories = Array.from({ length: count }, (_, index): HistoryToJudge => {
  const stepAt = index % 10 === 0 ? nights - 10 - random.below(50) : nights;
  const values = madeUpHistory({ title: "", phi: 0.3 }, nights, 0.03, random);
  const series = seriesOf(
    {
      fingerprint: "scale",
      backend: `backend-${index}`,
      workload: "w",
      workloadKey: "k",
      task: "latency",
      measurement: "latency.p50Ms",
      threads: "default",
      batchSize: null,
      precision: null,
      control: false,
    },
    { unit: "ms", better: "lower" },
  );
  const points = [...values].map((value, night) => ({
    at: night * day,
    runId: `run-${night}`,
    value: night < stepAt ? value : 1.1 * value,
    n: 5,
    low: null,
    high: null,
    quarantined: false,
  }));
  return { series, points };
});

const begin = performance.now();
const { judged, proposals } = judgeAll(histories);
const seconds = (performance.now() - begin) / 1000;
process.stdout.write(
  `${judged} series of ${nights} nights judged in ${seconds.toFixed(1)} s, ${proposals.length} proposals\n`,
);
