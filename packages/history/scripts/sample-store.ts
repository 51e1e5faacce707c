/**
 * Fills a new store with simulated nights to look at: `sample-store FILE`, then `evenkeel history render --store FILE`.
 * Three machines; a step for the worse and one for the better, a drift, spikes, quarantined nights, upgrades, series
 * that ended or are missing, accuracies, memory and sizes; findings of every state. Always the same.
 */
import { randomStream } from "@evenkeel/core";
import { standardNormal } from "@evenkeel/stats";
import {
  checkHistory,
  importNight,
  listFindings,
  openStore,
  seriesOf,
  updateFinding,
  type MachineRow,
  type Night,
  type Series,
  type SeriesIdentity,
  type Store,
} from "../src/index.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("name a new file for the store");

const day = 86_400_000;
const first = Date.parse("2026-07-01T02:17:00Z");
const nights = 150;
const hex = (night: number) => (0xabc1234 + night * 7919).toString(16).padStart(8, "0").repeat(5);

const machines: readonly MachineRow[] = [
  machine("a1b2c3d4e5f60718", "lab-1", { cpu: "AMD EPYC 9355 (AuthenticAMD family 26 model 2 stepping 1)", cores: 2 }),
  machine("b7c8d9e0f1a2b3c4", "lab-2", { cpu: "Intel Xeon Platinum 8488C", cores: 16, gpu: "NVIDIA H100 80GB HBM3" }),
  machine("c0ffee00c0ffee00", null, { cpu: "Apple M4 Pro", cores: 10, isa: "arm64 neon", platform: "darwin" }),
];

function machine(fingerprint: string, name: string | null, parts: Partial<MachineRow>): MachineRow {
  const usual = { gpu: null, memoryGib: 32, isa: "x64 avx2 fma", platform: "linux", driver: null };
  return { fingerprint, name, cpu: "?", cores: 2, ...usual, ...parts };
}

type Values = (night: number, noise: number) => number | null;

interface Followed {
  readonly series: Series;
  readonly values: Values;
  readonly scatter: number;
}

/** A step from a night on, by a ratio. */
const step = (level: number, from: number, ratio: number) => (night: number) => level * (night >= from ? ratio : 1);

function followed(
  of: Pick<SeriesIdentity, "fingerprint" | "backend" | "workload" | "task" | "measurement"> & { threads?: string },
  unit: string,
  better: Series["better"],
  values: (night: number) => number | null,
  scatter = 0.012,
): Followed {
  const rest = { workloadKey: "0123456789abcdef", batchSize: null, precision: null, control: false };
  const series = seriesOf({ threads: "1", ...rest, ...of }, { unit, better });
  return { series, scatter, values: (night, noise) => scaled(values(night), noise) };
}

function scaled(value: number | null, noise: number): number | null {
  return value === null ? null : value * noise;
}

const backends = ["onnx-cpu", "onnx-wasm", "tfjs-wasm", "torch-cpu"];
const workloads = ["keras-mnist-cnn", "resnet-8"];

/** What every machine measures; of some series something happened. */
function seriesOn({ fingerprint, cores }: MachineRow): Followed[] {
  const speed = (cores ?? 2) > 4 ? 2 : 1;
  return backends.flatMap((backend, index) =>
    workloads.flatMap((workload) => {
      const of = { fingerprint, backend, workload };
      const base = ((2 + 3 * index) * (workload === "resnet-8" ? 4 : 1)) / speed;
      const isFirst = fingerprint === machines[0]?.fingerprint;
      const happened = isFirst && backend === "onnx-wasm" && workload === "keras-mnist-cnn";
      const better = isFirst && backend === "torch-cpu" && workload === "resnet-8";
      const drifts = isFirst && backend === "tfjs-wasm" && workload === "resnet-8";
      const ended = backend === "torch-cpu" && fingerprint === machines[2]?.fingerprint;
      const stepMs = happened ? step(base, 128, 1.15) : better ? step(base, 118, 0.88) : () => base;
      const memory = index === 1 && !isFirst ? step(3.1e8, 138, 1.12) : () => 2.1e8 + 4e7 * index;
      return [
        followed({ ...of, task: "train", measurement: "train.stepMs" }, "ms", "lower", (night) =>
          ended && night > 60 ? null : stepMs(night),
        ),
        followed(
          { ...of, task: "latency", measurement: "latency.p50Ms" },
          "ms",
          "lower",
          (night) => (base / 9) * (drifts ? 1.0011 ** Math.max(0, night - 40) : 1),
        ),
        followed(
          { ...of, task: "throughput", measurement: "throughput.imagesPerSecond" },
          "images/s",
          "higher",
          (night) => (isFirst && backend === "onnx-cpu" && night > 146 ? null : 40_000 / base),
          0.03,
        ),
        followed({ ...of, task: "train", measurement: "memory.aboveBaselineBytes" }, "bytes", "lower", memory, 0.002),
        followed(
          { ...of, task: "evaluate", measurement: "evaluate.accuracy" },
          "ratio",
          "higher",
          () => 0.9 - index / 100,
          0,
        ),
      ];
    }),
  );
}

function installs({ fingerprint }: MachineRow): Followed[] {
  const of = {
    fingerprint,
    workload: "install",
    task: "install",
    measurement: "install.sizeBytes",
    threads: "default",
  } as const;
  return backends.map((backend, index) =>
    followed({ ...of, backend }, "bytes", "lower", step(9e7 * (index + 1), 141, index === 0 ? 1.2 : 1), 0),
  );
}

const quarantines: Readonly<Record<number, string>> = {
  57: "the reference kernel took 31.2 ms before the first cell and 41.8 ms after the last, 34% apart",
  103: "4 of 6 rounds were disturbed, by other programs",
  144: "other programs and other machines of the host took 11% of the processors' time",
};

function nightOf(at: MachineRow, number: number, night: number, all: readonly Followed[]): Night {
  const when = first + night * day + number * 3_600_000;
  const id = `${new Date(when).toISOString().slice(0, 19).replaceAll(":", "-")}-nightly`;
  const reason = number === 0 ? (quarantines[night] ?? null) : null;
  const points = all.flatMap(({ series, values, scatter }, index) => {
    const random = randomStream(1000 * night + index + 1e6 * number, "sample");
    const spike = random.uniform() < 0.01 ? 1.25 : 1;
    const value = values(night, Math.exp(scatter * standardNormal(random)) * (scatter > 0.005 ? spike : 1));
    if (value === null) return [];
    const timed = scatter > 0;
    const bounds = timed ? { low: value * 0.985, high: value * 1.02 } : { low: null, high: null };
    const point = { at: when, runId: id, value, n: timed ? 6 : 1, ...bounds, quarantined: timed && reason !== null };
    return [{ series, point }];
  });
  return {
    run: {
      id,
      at: when,
      fingerprint: at.fingerprint,
      experiment: "nightly",
      commit: hex(Math.floor(night / 2)),
      dirty: false,
      folder: null,
      resultsSha256: hex(night + 1000 * number)
        .padEnd(64, "0")
        .slice(0, 64),
      source: "evenkeel",
      quarantined: reason,
    },
    machine: at,
    versions: {
      node: night < 90 ? "24.20.0" : "24.21.0",
      "onnxruntime-web": night < 128 ? "1.29.0" : "1.30.0",
      torch: night < 118 ? "2.12.1" : "2.13.0",
    },
    points,
  };
}

async function fill(store: Store): Promise<void> {
  for (const [number, at] of machines.entries()) {
    const all = [...seriesOn(at), ...installs(at)];
    for (let night = 0; night < nights; night += 1) {
      // The third machine runs every other night.
      if (number < 2 || night % 2 === 0) await importNight(store, nightOf(at, number, night, all));
    }
  }
}

/** As reruns would have left them: the larger steps are confirmed, a change of memory is refuted. */
async function settle(store: Store): Promise<void> {
  for (const { id, kind, effect } of await listFindings(store, { state: "suspected" })) {
    if (kind !== "step") continue;
    const sentence = `Both commits side by side, 8 rounds: ${effect > 0 ? "+" : "−"}${Math.abs(100 * effect - 0.4).toFixed(1)}%.`;
    const state = Math.abs(effect) > 0.1 ? "confirmed" : "refuted";
    await updateFinding(store, id, { state, evidence: { sentence }, confirmedAt: first + nights * day }, "suspected");
  }
}

const store = await openStore(file);
await fill(store);
await checkHistory(store, first + nights * day);
await settle(store);
const { proposals } = await checkHistory(store, first + nights * day + 60_000);
await store.close();
process.stdout.write(`${file}: ${proposals.length} suspected\n`);
