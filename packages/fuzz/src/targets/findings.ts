import { findingId, readFindings, seriesOf } from "@evenkeel/history";
import { Finding, type Target } from "../target.ts";

/** What another machine decided, as it lies on a history's branch. */
export const findings: Target = {
  name: "findings",
  seeds: async () => [Buffer.from(JSON.stringify(file, null, 1))],
  take: async (input) => {
    const { series, machine, findings: found } = readFindings(Buffer.from(input).toString("utf8"), "findings.json");
    const texts = series.flatMap(({ backend, workload, measurement, unit }) => [backend, workload, measurement, unit]);
    if ([...texts, machine.cpu].some((text) => /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) || text.length > 1000))
      throw new Finding("a name that no store keeps");
    if (found.some(({ effect, p, q }) => ![effect, p, q].every(Number.isFinite)))
      throw new Finding("a finding that is no number");
  },
};

const fingerprint = "0123456789abcdef";
const series = seriesOf(
  {
    fingerprint,
    backend: "onnx-cpu",
    workload: "lenet-5",
    workloadKey: "89abcdef01234567",
    task: "latency",
    measurement: "latency.p50Ms",
    threads: "1",
    batchSize: null,
    precision: null,
    control: false,
  },
  { unit: "ms", better: "lower" },
);
const key = { seriesId: series.id, changeRun: "2026-11-27T02-17-00-nightly" };
const at = Date.UTC(2026, 10, 27);
const rate = { claims: 1, trials: 20, share: 0.05, interval: [0.001, 0.2], nominal: 0.047 };

const file = {
  schemaVersion: 1,
  machine: {
    fingerprint,
    name: "bench-1",
    cpu: "A processor",
    gpu: null,
    cores: 2,
    memoryGib: 8,
    isa: "x64",
    platform: "linux",
    driver: null,
  },
  series: [series],
  findings: [
    {
      id: findingId(key),
      ...key,
      changeAt: at,
      lastGoodRun: "2026-11-26T02-17-00-nightly",
      kind: "step",
      effect: 0.15,
      p: 0.001,
      q: 0.01,
      state: "confirmed",
      proposedAt: at,
      evidence: { sentence: "+14.8%.", confirmation: { state: "confirmed", effect: 0.148, rounds: 8 } },
      confirmedAt: at,
    },
  ],
  check: {
    at,
    judged: 1,
    unjudged: 0,
    missing: 0,
    proposals: 1,
    falseAlarms: { pairs: 1, claims: rate, changes: rate },
  },
  judgements: [{ seriesId: series.id, at, presence: "present", reason: null, minimumDetectable: 0.04 }],
};
