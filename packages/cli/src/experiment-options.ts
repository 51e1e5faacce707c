import type { Command } from "commander";
import { parseAugmentation } from "./augment-flag.ts";
import { inputForm, outputForm, parseOnnxInput, parseOnnxOutput } from "./onnx-flags.ts";
import {
  list,
  naturalNumbers,
  nonEmpty,
  positiveInteger,
  positiveSeconds,
  severalFolds,
  threadCounts,
} from "./options.ts";
import { defaultBackendsText } from "./registry.ts";
import { parseSchedule } from "./schedule-flag.ts";

/** What `[experiment]` may be, wherever a command takes one. */
export const experimentArgument = "a file of benchmarks/ by name (quick, seeds, time-to-accuracy, …), or a path";

/** The flags of `ExperimentFlags`. */
export function experimentOptions(command: Command): Command {
  const named = command
    .option("--backend <ids>", `only these backends (of "all": ${defaultBackendsText()})`, list)
    .option("--model <names>", "only these networks", list);
  return modelFileOptions(named)
    .option(
      "--dataset <name>",
      "train and evaluate on this dataset, whose classes the networks follow; folder:<path> for images, idx:<folder> or cifar:<folder> for files of yours",
    )
    .option("--task <names>", "only these tasks", list)
    .option("--rounds <n>", "passes over all cells", positiveInteger)
    .option(
      "--folds <k>",
      "k-fold cross-validation on the training images, a fold a round (sets --rounds to k)",
      severalFolds,
    )
    .option(
      "--aa",
      "measure every backend twice, alike, to see how often this machine alone would look like a difference",
    )
    .option(
      "--until-decided",
      "go on round by round while a comparison of the report is open, with a stopping rule that keeps its error rate",
    )
    .option("--max-rounds <n>", "with --until-decided: most rounds (default: 24, or twice --rounds)", positiveInteger)
    .option("--epochs <n>", "passes over the training images", positiveInteger)
    .option(
      "--augment <parts>",
      "change training images at random: flip, shift=<pixels>, rotate=<degrees>, scale=<0 to 1>, joined by commas",
      parseAugmentation,
    )
    .option(
      "--schedule <kind>",
      "how the learning rate changes: constant, step,every=<epochs>,factor=<f>, cosine[,final=<f>] or exponential,factor=<f an epoch>; warm-up=<epochs> with any (default: the model's recipe)",
      parseSchedule,
    )
    .option(
      "--seeds <numbers>",
      "seeds of weights, batch order, dropout masks and augmentation: one training for each",
      naturalNumbers,
    )
    .option(
      "--threads <counts>",
      "measure at these thread counts, each a number or default: as many as a backend takes itself",
      threadCounts,
    )
    .option("--budget <seconds>", "time a cell may measure for; longer work is cut short and says so", positiveSeconds)
    .option(
      "--memory-budget <MiB>",
      "memory that a cell's processes may take; above it the cell is ended",
      positiveInteger,
    );
}

/** Those of a model from a file. */
function modelFileOptions(command: Command): Command {
  return command
    .option(
      "--onnx <file>",
      "an ONNX image classifier instead of networks (beside those of --model); it is evaluated, not trained",
      nonEmpty,
    )
    .option(
      "--labels <file>",
      "with --onnx: what its outputs stand for, a label a line (default: as the file says)",
      nonEmpty,
    )
    .option("--onnx-input <parts>", `with --onnx, where the file does not say it: ${inputForm}`, parseOnnxInput)
    .option("--onnx-output <parts>", `with --onnx, where the file does not say it: ${outputForm}`, parseOnnxOutput);
}
