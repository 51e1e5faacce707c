import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { exportOnnx } from "@evenkeel/backend-onnx";
import { DataError, quotedText, UsageError, type ModelSpec, type Weights } from "@evenkeel/core";
import { checkWeights, decodeSafetensors, encodeSafetensors, initialWeights } from "@evenkeel/models";
import { writeBytes } from "@evenkeel/run-folder";
import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { namedModel } from "../known-names.ts";
import { naturalNumber } from "../options.ts";
import { fileToWrite, mustExist, userPath } from "../user-folder.ts";
import { print } from "../terminal.ts";

const help = `
The kind of file follows from its ending: .onnx (architecture and weights, dynamic batch, NHWC input "images",
output "logits") or .safetensors (weights alone, canonical layout: HWIO kernels, [in, out] dense kernels).

Examples:
  evenkeel export keras-mnist-cnn --out model.onnx                       freshly initialised weights
  evenkeel export keras-mnist-cnn --weights reports/runs/<run id>/weights/keras-mnist-cnn.s1.onnx-cpu.r1.safetensors --out model.onnx

${exitCodes({ good: "written", bad: "the weights are not the network's, or the file could not be written" })}`;

export function exportCommand(): Command {
  return new Command("export")
    .description("write a network as an .onnx or .safetensors file")
    .argument("<model>", "a network of `evenkeel models`")
    .requiredOption("--out <file>", "file to write: .onnx or .safetensors")
    .option("--weights <file>", "trained weights from a run folder (.safetensors); without it, initial weights")
    .option("--seed <n>", "seed of the initial weights", naturalNumber, 1)
    .addHelpText("after", help)
    .action(async (name: string, options: { out: string; weights?: string; seed: number }) => {
      const spec = namedModel(name, "model");
      refuseOtherKinds(options.out);
      const file = await fileToWrite(options.out, "--out");
      const weights =
        options.weights === undefined
          ? initialWeights(spec, options.seed)
          : await load(spec, userPath(options.weights, "--weights"));
      const bytes = encode(spec, weights, file);
      await writeBytes(file, bytes);
      print(`${file}  ${bytes.length.toLocaleString("en")} bytes`);
    });
}

function refuseOtherKinds(file: string): void {
  if ([".onnx", ".safetensors"].includes(extname(file))) return;
  throw new UsageError("unknown kind of file", {
    where: "--out",
    expected: ".onnx or .safetensors",
    got: quotedText(file),
  });
}

function encode(spec: ModelSpec, weights: Weights, file: string): Uint8Array {
  return extname(file) === ".onnx" ? exportOnnx(spec, weights) : encodeSafetensors(weights, { model: spec.name });
}

async function load(spec: ModelSpec, file: string): Promise<Weights> {
  mustExist(file, "--weights", "a file");
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new DataError("cannot be read", { where: file, remedy: "check --weights", cause });
  });
  const weights = decodeSafetensors(bytes, file);
  checkWeights(spec, weights, file);
  return weights;
}
