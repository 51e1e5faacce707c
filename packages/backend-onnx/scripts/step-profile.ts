/**
 * Where the time of a training step goes: ONNX Runtime's own profile of the training graph on the CPU, its operators
 * grouped by what they do. The profiler itself takes a little time for each operator.
 *
 *   pnpm exec node packages/backend-onnx/scripts/step-profile.ts MODEL[,MODEL…] [--batch 32,128] [--threads 1]
 *   [--operators 0]
 *
 * `--operators 20` prints the twenty longest, too.
 */
// oxlint-disable-next-line import/no-unassigned-import -- before ONNX Runtime is loaded
import "../src/no-telemetry.ts";
import { findModel, initialWeights } from "@evenkeel/models";
import { median } from "@evenkeel/stats";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as ort from "onnxruntime-node";
import { encodeModel } from "../src/onnx/model.ts";
import { float32Tensor } from "../src/session.ts";
import { TrainingFeeds } from "../src/training-feeds.ts";
import { TrainingState } from "../src/training-state.ts";
import { defaultChoices } from "../src/training/choices.ts";
import { trainingGraph, trainingStep } from "../src/training/training-graph.ts";
import { randomBatch } from "./random-batch.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    batch: { type: "string", default: "32,128" },
    threads: { type: "string", default: "1" },
    operators: { type: "string", default: "0" },
  },
});

/** An event of ONNX Runtime's profile. */
interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

/** One operator of the step. */
interface Operator {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  readonly times: number[];
  /** Whether it multiplies by a constant matrix, as only Winograd's transforms do. */
  readonly transforms: boolean;
}

const groups = ["products", "transforms", "moved", "element by element"] as const;
const moving = new Set([
  "Gather",
  "Transpose",
  "Concat",
  "Split",
  "Slice",
  "Expand",
  "Pad",
  "Reshape",
  "Squeeze",
  "Unsqueeze",
]);
const runs = 12;
const stepsOfRun = 5;

async function profile(name: string, size: number): Promise<Operator[]> {
  const spec = findModel(name);
  const threads = Number(values.threads);
  const choices = { ...defaultChoices, updatesAsProducts: threads === 1 };
  const graph = trainingGraph(spec, spec.recipe, choices);
  const constants = new Set(trainingStep(spec, spec.recipe, choices).initializers.map(({ dims }) => dims.join()));
  const folder = mkdtempSync(join(tmpdir(), "step-profile-"));
  try {
    const session = await ort.InferenceSession.create(encodeModel(graph), {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableProfiling: true,
      profileFilePrefix: join(folder, "profile"),
    });
    const state = new TrainingState(ort, spec, spec.recipe.optimizer, initialWeights(spec, 1));
    const batches = Array.from({ length: stepsOfRun }, () => randomBatch(spec, size));
    for (let run = 0; run < runs; run += 1) {
      const feeds = state.feeds();
      for (const [feed, { data, shape }] of new TrainingFeeds(spec, spec.recipe).of(batches, 1)) {
        feeds[feed] = float32Tensor(ort, data, shape);
      }
      state.advance(await session.run(feeds));
    }
    session.endProfiling();
    const [file = ""] = readdirSync(folder);
    return operatorsOf(JSON.parse(readFileSync(join(folder, file), "utf8")) as ProfileEvent[], constants);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `constants` are the shapes of the graph's constants. */
function operatorsOf(events: readonly ProfileEvent[], constants: ReadonlySet<string>): Operator[] {
  const shapes = (tensors: ProfileEvent["args"]["input_type_shape"] = []) =>
    tensors.map((tensor) => Object.values(tensor)[0] ?? []);
  const operators = new Map<string, Operator>();
  for (const { cat, name, dur, args } of events) {
    const type = args.op_name ?? "";
    if (cat !== "Node" || !name.endsWith("_kernel_time") || type === "Scan") continue;
    const inputs = shapes(args.input_type_shape);
    const operator = operators.get(name) ?? {
      name,
      type,
      inputs,
      outputs: shapes(args.output_type_shape),
      times: [],
      transforms: type === "MatMul" && inputs[0]?.length === 2 && constants.has(inputs[0].join()),
    };
    operator.times.push(dur);
    operators.set(name, operator);
  }
  return [...operators.values()];
}

function groupOf({ type, inputs, outputs, transforms }: Operator): (typeof groups)[number] {
  if (moving.has(type)) return "moved";
  if (type !== "MatMul" && type !== "Gemm" && type !== "FusedMatMul") return "element by element";
  const largest = (shape: readonly number[]) => Math.max(...shape.slice(-2));
  const smallest = Math.min(...inputs.slice(0, 2).map(largest));
  // Sums are products with a row or column of ones, updates with one number.
  const thin = outputs.some((shape) => shape.slice(-2).includes(1));
  return thin || smallest === 1 ? "element by element" : transforms ? "transforms" : "products";
}

/** Multiplications and additions of one matrix product or of a batch of them, whichever factors are transposed. */
function flopsOf({ inputs, outputs }: Operator): number {
  const [left = [], right = []] = inputs;
  const [product = []] = outputs;
  const count = (shape: readonly number[]) => shape.reduce((all, length) => all * length, 1);
  const sizeOf = (shape: readonly number[]) => count(shape.slice(-2));
  return 2 * count(product.slice(0, -2)) * Math.sqrt(sizeOf(left) * sizeOf(right) * sizeOf(product));
}

const medianOf = ({ times }: Operator): number => median(times);
const sumOf = (operators: readonly Operator[]): number => operators.reduce((sum, one) => sum + medianOf(one), 0) / 1000;

function row(name: string, size: number, operators: readonly Operator[]): string {
  const grouped = groups.map((group) => operators.filter((operator) => groupOf(operator) === group));
  const [products = []] = grouped;
  const total = sumOf(operators);
  const gigaflops = products.reduce((sum, product) => sum + flopsOf(product), 0) / 1e9;
  const speed = (gigaflops / (sumOf(products) / 1000)).toFixed(0);
  const shares = grouped.map(
    (group) => `${sumOf(group).toFixed(2)} ms (${((100 * sumOf(group)) / total).toFixed(0)}%)`,
  );
  return `| ${[`\`${name}\``, size, operators.length, `${total.toFixed(2)} ms`, ...shares, `${speed} GFLOP/s`].join(" | ")} |\n`;
}

const head = ["network", "batch", "operators", "their time", ...groups, "products at"];
process.stdout.write(`| ${head.join(" | ")} |\n|${head.map(() => " --- |").join("")}\n`);
for (const name of (positionals[0] ?? "keras-mnist-cnn").split(",")) {
  for (const size of values.batch.split(",").map(Number)) {
    const operators = await profile(name, size);
    process.stdout.write(row(name, size, operators));
    const longest = operators.toSorted((a, b) => medianOf(b) - medianOf(a)).slice(0, Number(values.operators));
    for (const one of longest) {
      const shapes = `${one.inputs.map((shape) => `[${shape.join()}]`).join(" ")} → ${one.outputs.map((shape) => `[${shape.join()}]`).join(" ")}`;
      process.stdout.write(`${String(medianOf(one)).padStart(8)} µs  ${groupOf(one)}  ${one.type} ${shapes}\n`);
    }
  }
}
