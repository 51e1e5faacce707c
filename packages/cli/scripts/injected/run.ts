/**
 * What claims make of no difference, and of one that is known: 12 rounds with a control beside every cell (A/A), and
 * beside them a backend whose predictions are made 10% slower. For a quiet machine; takes about five minutes:
 *
 *   pnpm --filter @evenkeel/cli injected OUT
 */
import { resolve } from "node:path";
import { readRunData } from "@evenkeel/analysis";
import { startRun } from "@evenkeel/harness";
import { headlineLines, renderReport } from "@evenkeel/report";
import { experimentSchema } from "@evenkeel/tasks";
import { namedModel } from "../../src/known-names.ts";
import { projectRoot, runsFolder } from "../../src/project.ts";
import { registry } from "../../src/registry.ts";
import { slowed } from "./slowed.ts";

const out = process.argv[2];
if (out === undefined) throw new TypeError("name the run folder to write");
const original = registry.find(({ id }) => id === slowed.of);
if (original === undefined) throw new TypeError(`no backend ${slowed.of}`);
const experiment = experimentSchema.parse({
  name: "injected",
  title: "A backend against itself, and against itself made 10% slower",
  description: "What claims make of no difference and of a known one.",
  backends: [slowed.of, slowed.id, "onnx-wasm"],
  workloads: [{ model: "keras-mnist-cnn", dataset: "fashion-mnist-subset", epochs: 1 }],
  tasks: { latency: {}, throughput: { batchSizes: [32] } },
  rounds: 12,
  aa: true,
  seeds: [7],
  threads: [1],
  budgetSeconds: 2,
  memoryBudgetMiB: 4096,
});
const { folder } = await startRun({
  registry: [...registry, { ...original, id: slowed.id }],
  childModule: new URL("cell.ts", import.meta.url),
  experiment,
  models: experiment.workloads.map(({ model }) => namedModel(model)),
  root: projectRoot,
  runsFolder,
  out: resolve(process.env["INIT_CWD"] ?? ".", out),
  command: ["pnpm", "--filter", "@evenkeel/cli", "injected"],
  makeClaims: async (of) => (await readRunData(of)).run.claims,
  renderReport,
  onProgress: (event) => {
    if (event.kind === "settled") process.stderr.write(".");
  },
});
const data = await readRunData(folder);
process.stdout.write(`\n${headlineLines(data).join("\n")}\n\n`);
for (const { metric, backends, verdict, effect, p, q, control } of data.run.claims) {
  const { value, low, high } = effect;
  const numbers = [value, low, high, p, q].map((number) => number?.toPrecision(4) ?? "–").join("  ");
  process.stdout.write(`${control ? "A/A " : "    "}${metric}  ${backends.join(" : ")}  ${numbers}  ${verdict}\n`);
}
