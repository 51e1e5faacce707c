import { program } from "@evenkeel/cli/program";
import type { Command } from "commander";
import { textBytes } from "../bytes.ts";
import type { Target } from "../target.ts";

const lines = [
  "run quick --backend onnx-cpu,onnx-wasm --model lenet-5 --seeds 1,2 --rounds 3 --budget 2.5 --json",
  "run --augment flip,shift=2,rotate=10,scale=0.1 --folds 5 --threads 1 --epochs 2 --dataset folder:images@28x28",
  "check --backend onnx-cpu",
  "diverge onnx-cpu tfjs-wasm --steps 20",
  "report reports/runs/x --format csv --table samples",
  "export lenet-5 --weights a.safetensors --out lenet-5.onnx",
  "data show fashion-mnist",
  "bundle --part-size 55",
];

/** Arguments, one a line, up to where a command would begin its work. */
export const commandLine: Target = {
  name: "command-line",
  seeds: async () => lines.map((line) => textBytes(line.replaceAll(" ", "\n"))),
  take: async (input) => {
    await withoutWork(program()).parseAsync(new TextDecoder().decode(input).split("\n"), { from: "user" });
  },
};

function withoutWork(command: Command): Command {
  command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
  if (command.commands.length === 0) command.action(() => {});
  for (const child of command.commands) withoutWork(child);
  return command;
}
