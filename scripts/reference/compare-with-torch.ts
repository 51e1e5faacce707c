/**
 * Step time of keras-mnist-cnn at batch 32, our backends and PyTorch interleaved: each reading is a fresh process, the order
 * alternates from round to round, and what counts is the ratio to PyTorch's reading of the same round.
 *
 *   pnpm exec node scripts/reference/compare-with-torch.ts PYTHON [--rounds 7] [--threads 2]
 *
 * PYTHON is an interpreter with torch 2.13.0. Prints one JSON document.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "7" }, threads: { type: "string", default: "2" } },
});
const [python] = positionals;
if (python === undefined) throw new Error("say which Python has torch: compare-with-torch.ts PYTHON");
const here = import.meta.dirname;
const threads = values.threads;

async function torch(...flags: string[]): Promise<number> {
  const { stdout } = await execa(python as string, [resolve(here, "torch_step.py"), "--threads", threads, ...flags]);
  return JSON.parse(stdout).stepMs;
}

async function ours(backend: string): Promise<number> {
  const flags = ["--task", "train", "--model", "keras-mnist-cnn", "--backend", backend, "--threads", threads, "--json"];
  const main = resolve(here, "../../packages/cli/src/main.ts");
  const { stdout } = await execa(process.execPath, [main, "run", "quick", "--budget", "4", ...flags]);
  const cell = JSON.parse(stdout).cells.find(({ task }: { task: string }) => task === "train");
  return cell.measurements["train.stepMs"].value;
}

const contenders = [
  { name: "torch-cpu", read: () => torch() },
  { name: "torch-cpu, best settings", read: () => torch("--best") },
  ...["onnx-cpu", "onnx-wasm", "tfjs-wasm"].map((name) => ({ name, read: () => ours(name) })),
];
const readings = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const { name, read } of round % 2 === 0 ? contenders : contenders.toReversed()) {
    readings.get(name)?.push(await read());
  }
  process.stderr.write(
    `round ${round + 1}: ${[...readings].map(([name, ms]) => `${name} ${ms.at(-1)?.toFixed(2)} ms`).join(", ")}\n`,
  );
}

const readingsOf = (name: string) => readings.get(name) ?? [];
const ratios = (ms: readonly number[], to: readonly number[]) =>
  spread(ms.map((value, round) => value / (to[round] as number)));
const table = [...readings].map(([name, ms]) => ({
  backend: name,
  stepMs: spread(ms),
  ratioToTorch: ratios(ms, readingsOf("torch-cpu")),
  ratioToBestTorch: ratios(ms, readingsOf("torch-cpu, best settings")),
}));
process.stdout.write(
  `${JSON.stringify({ model: "keras-mnist-cnn", batch: 32, threads: Number(threads), table }, null, 2)}\n`,
);

function spread(values_: readonly number[]) {
  const sorted = values_.toSorted((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1), n: sorted.length };
}
