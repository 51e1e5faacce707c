import { inspect } from "node:util";
import { EvenkeelError, explainError } from "@evenkeel/core";
import { Command, CommanderError } from "commander";
import pc from "picocolors";
import { backendsCommand } from "./commands/backends.ts";
import { bundleCommand } from "./commands/bundle.ts";
import { checkCommand } from "./commands/check.ts";
import { dataCommand } from "./commands/data.ts";
import { determinismCommand } from "./commands/determinism.ts";
import { divergeCommand } from "./commands/diverge.ts";
import { exportCommand } from "./commands/export.ts";
import { modelsCommand } from "./commands/models.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { setupCommand } from "./commands/setup.ts";
import { say } from "./terminal.ts";

const description = `Trains, evaluates and measures the same CNNs on every ML backend that runs here, and writes one HTML report.

Start with "evenkeel run" (what "pnpm bench" does): a few minutes, then open the index.html it names.`;

const after = `
Examples:
  evenkeel run                                        the quick comparison, all backends
  evenkeel run --backend onnx-cpu --backend onnx-wasm --rounds 3
  evenkeel run seeds --model torch-mlp --budget 60
  evenkeel run --resume reports/runs/<run id>         goes on after an interruption
  evenkeel backends                                   what can run here, and what is missing
  evenkeel setup torch-cpu                            brings PyTorch, to compare with
  evenkeel check --backend onnx-cpu                   is every layer, gradient and update right?
  evenkeel diverge onnx-cpu tfjs-wasm                 trained alike, where do the two part, and why?
  evenkeel determinism                                trained twice alike, does each give the same bits?
  evenkeel export lenet-5 --out lenet-5.onnx

Exit codes: 0 everything completed; 1 some cell failed, or a backend that was asked for cannot run here; 2 wrong use.`;

/** Every command with its options. */
export function program(): Command {
  return new Command("evenkeel")
    .description(description)
    .addHelpText("after", after)
    .option("--verbose", "on an error, print where it came from", false)
    .showSuggestionAfterError()
    .showHelpAfterError('(try "--help")')
    .exitOverride()
    .addCommand(runCommand())
    .addCommand(backendsCommand())
    .addCommand(setupCommand())
    .addCommand(checkCommand())
    .addCommand(divergeCommand())
    .addCommand(determinismCommand())
    .addCommand(modelsCommand())
    .addCommand(dataCommand())
    .addCommand(reportCommand())
    .addCommand(exportCommand())
    .addCommand(bundleCommand());
}

/** Runs one command line (without node and script). Gives the exit code; never rejects. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const root = program();
  for (const command of root.commands.flatMap((child) => [child, ...child.commands]))
    command.copyInheritedSettings(root);
  try {
    await root.parseAsync(argv, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return explain(error, argv.includes("--verbose"));
  }
}

/** One clear line for the user; the exit code. */
function explain(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = error instanceof EvenkeelError;
  const message = known ? error.message : `unexpected: ${explainError(error).message} (run again with --verbose)`;
  say(`${pc.red("error")}: ${message}`);
  if (verbose) say(inspect(error));
  return known ? error.exitCode : 1;
}
