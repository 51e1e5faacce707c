import { extname } from "node:path";
import { exportOnnx } from "@evenkeel/backend-onnx";
import { quotedText, UsageError, type ModelSpec, type Weights } from "@evenkeel/core";
import { encodeSafetensors } from "@evenkeel/models";
import { writeBytes } from "@evenkeel/run-folder";
import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { refuseOverwriting, trained, untrained, type ExportedNetwork } from "../exported-network.ts";
import { namedModel } from "../known-names.ts";
import { naturalNumber, severalClasses } from "../options.ts";
import { fileToWrite, mustExist, userPath } from "../user-folder.ts";
import { print } from "../terminal.ts";

const help = `
The kind of file follows from its ending: .onnx (architecture and weights, dynamic batch, NHWC input "images",
output "logits") or .safetensors (weights alone, canonical layout: HWIO kernels, [in, out] dense kernels).
Trained weights bring their number of classes along.

Examples:
  evenkeel export keras-mnist-cnn --out model.onnx                       freshly initialised weights
  evenkeel export keras-mnist-cnn --weights reports/runs/<run id>/weights/keras-mnist-cnn.s1.onnx-cpu.r1.safetensors --out model.onnx

${exitCodes({ good: "written", bad: "the weights are not the network's, or the file could not be written" })}`;

interface Options {
  readonly out: string;
  readonly weights?: string;
  readonly seed: number;
  readonly classes?: number;
  readonly force?: true;
}

export function exportCommand(): Command {
  return new Command("export")
    .description("write a network as an .onnx or .safetensors file")
    .argument("<model>", "a network of `evenkeel models`")
    .requiredOption("--out <file>", "file to write: .onnx or .safetensors")
    .option("--weights <file>", "trained weights from a run folder (.safetensors); without it, initial weights")
    .option("--seed <n>", "seed of the initial weights", naturalNumber, 1)
    .option("--classes <n>", "initial weights for so many classes (default: as the network is written)", severalClasses)
    .option("--force", "write over a file that is there")
    .addHelpText("after", help)
    .action(async (name: string, options: Options) => {
      const written = namedModel(name, "model");
      refuseOtherKinds(options.out);
      const file = await fileToWrite(options.out, "--out");
      refuseOverwriting(file, options.force === true);
      const { spec, weights } = await networkOf(written, options);
      const bytes = encode(spec, weights, file);
      await writeBytes(file, bytes, "out");
      print(`${file}  ${bytes.length.toLocaleString("en")} bytes`);
    });
}

async function networkOf(spec: ModelSpec, { weights, seed, classes }: Options): Promise<ExportedNetwork> {
  if (weights === undefined) return untrained(spec, { seed, classes });
  if (classes !== undefined) {
    throw new UsageError("trained weights have their own number of classes", {
      where: "--classes",
      remedy: "leave it out, or leave --weights out",
    });
  }
  const file = userPath(weights, "--weights");
  mustExist(file, "--weights", "a file");
  return trained(spec, file);
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
