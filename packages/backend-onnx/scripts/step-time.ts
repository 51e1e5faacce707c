/**
 * What the choices of the training compiler buy: the time of a training step under each of some arms, interleaved round
 * by round in one process, so that a busy machine slows all of them alike.
 *
 *   pnpm exec node packages/backend-onnx/scripts/step-time.ts MODEL ARM… [--batch 32] [--threads 1] [--rounds 15]
 *     [--steps 10] [--backend onnx-cpu]
 *
 * An arm is `default`, `pooling-last`, or names of convolution algorithms in order of preference, such as
 * `channel-columns,im2col`. What counts is the ratio to the first arm in the same round: its median and quartiles.
 * `cpu` is processor time of the whole process, at one thread less disturbed by others than the clock. Without arms:
 * all of them.
 */
import type { Batch, ModelSpec, TrainableModel } from "@evenkeel/core";
import { findModel, initialWeights } from "@evenkeel/models";
import { quantile } from "@evenkeel/stats";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { onnxCpuWith } from "../src/cpu.ts";
import type { Choices } from "../src/training/choices.ts";
import { convolutionNames } from "../src/training/convolution/names.ts";
import { onnxWasmWith } from "../src/wasm.ts";
import { randomBatch } from "./random-batch.ts";

/** ONNX Runtime's threads spin for 33 ms after a run; without a pause the next arm would have a core less. */
const spinMs = 60;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    batch: { type: "string", default: "32" },
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "15" },
    steps: { type: "string", default: "10" },
    backend: { type: "string", default: "onnx-cpu" },
  },
});

interface Arm {
  readonly name: string;
  readonly model: TrainableModel;
  readonly wallMs: number[];
  readonly cpuMs: number[];
}

function choicesOf(arm: string): Partial<Choices> {
  if (arm === "default") return {};
  if (arm === "pooling-last") return { poolingFirst: false };
  const convolutions = arm.split(",").map((name) => {
    const known = convolutionNames.find((one) => one === name);
    if (known === undefined) throw new Error(`no algorithm "${name}"; there are ${convolutionNames.join(", ")}`);
    return known;
  });
  return { convolutions };
}

async function loaded(spec: ModelSpec, name: string): Promise<Arm> {
  const backend = values.backend === "onnx-wasm" ? onnxWasmWith(choicesOf(name)) : onnxCpuWith(choicesOf(name));
  const source = { kind: "spec", spec, weights: initialWeights(spec, 1) } as const;
  const model = await backend.loadTrainable?.(source, { threads: Number(values.threads) }, spec.recipe);
  if (model === undefined) throw new Error(`${backend.id} does not train`);
  return { name, model, wallMs: [], cpuMs: [] };
}

async function measure({ model, wallMs, cpuMs }: Arm, batches: readonly Batch[]): Promise<void> {
  const startMs = performance.now();
  const start = process.cpuUsage();
  await model.train(batches);
  const { user, system } = process.cpuUsage(start);
  wallMs.push((performance.now() - startMs) / batches.length);
  cpuMs.push((user + system) / 1000 / batches.length);
}

async function othersAsleep(): Promise<void> {
  if (Number(values.threads) > 1) await setTimeout(spinMs);
}

function row({ name, wallMs, cpuMs }: Arm, first: Arm): string {
  const ratio = (times: readonly number[], base: readonly number[]): string => {
    const ratios = times.map((time, round) => time / (base[round] ?? Number.NaN));
    const [low, middle, high] = [0.25, 0.5, 0.75].map((fraction) => quantile(ratios, fraction).toFixed(2));
    return `${middle} [${low} ${high}]`;
  };
  const cells = [
    quantile(wallMs, 0).toFixed(2),
    quantile(wallMs, 0.5).toFixed(2),
    ratio(wallMs, first.wallMs),
    quantile(cpuMs, 0.5).toFixed(2),
    ratio(cpuMs, first.cpuMs),
  ];
  return `${name.padEnd(36)}${cells.map((cell) => cell.padStart(18)).join("")}\n`;
}

const [modelName = "keras-mnist-cnn", ...named] = positionals;
const spec = findModel(modelName);
const batch = randomBatch(spec, Number(values.batch));
const batches = Array.from({ length: Number(values.steps) }, () => batch);
const everyArm = ["channel-columns,im2col", "default", "pooling-last", ...convolutionNames];
const arms: Arm[] = [];
for (const name of named.length > 0 ? named : everyArm) arms.push(await loaded(spec, name));
for (const { model } of arms) await model.train(batches);
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const arm of round % 2 === 0 ? arms : arms.toReversed()) {
    await othersAsleep();
    await measure(arm, batches);
  }
}
const [first] = arms;
process.stdout.write(
  `${modelName}, batch ${values.batch}, ${values.backend}, ${values.threads} threads, ${values.rounds} rounds of ${values.steps} steps\n` +
    `${"".padEnd(36)}${["ms min", "ms median", "ratio", "cpu ms", "cpu ratio"].map((head) => head.padStart(18)).join("")}\n`,
);
for (const arm of arms) process.stdout.write(row(arm, first ?? arm));
for (const { model } of arms) await model.dispose();
