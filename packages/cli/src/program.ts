import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { inspect } from "node:util";
import { EvenkeelError, explainError, foreignText } from "@evenkeel/core";
import { Command, CommanderError } from "commander";
import { commandLine } from "@evenkeel/setup/command-line";
import pc from "picocolors";
import { z } from "zod";
import { backendsCommand } from "./commands/backends.ts";
import { bundleCommand } from "./commands/bundle.ts";
import { checkCommand } from "./commands/check.ts";
import { compareCommitsCommand } from "./commands/compare-commits.ts";
import { compareCommand } from "./commands/compare.ts";
import { dataCommand } from "./commands/data.ts";
import { determinismCommand } from "./commands/determinism.ts";
import { divergeCommand } from "./commands/diverge.ts";
import { exportCommand } from "./commands/export.ts";
import { historyCommand } from "./commands/history/index.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { modelsCommand } from "./commands/models.ts";
import { opennessCommand } from "./commands/openness.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { serveCommand } from "./commands/serve.ts";
import { setupCommand } from "./commands/setup.ts";
import { submitCommand } from "./commands/submit.ts";
import { workCommand } from "./commands/work.ts";
import { exitCodes } from "./exit-codes.ts";
import { wasInterrupted } from "./interrupt.ts";
import { localCommands } from "./local-commands.ts";
import { projectRoot } from "./project.ts";
import { defaultBackendsText } from "./registry.ts";
import { safeForTerminal, say } from "./terminal.ts";

const description = `Trains, evaluates and measures the same CNNs on every ML backend that runs here, and writes one HTML report.

Start with "evenkeel run" (what "pnpm bench" does): a few minutes, then open the index.html it names.`;

const after = `
Examples:
  evenkeel run                                        the quick comparison of ${defaultBackendsText()}
  evenkeel run --backend onnx-cpu --backend onnx-wasm --rounds 3
  evenkeel run seeds --model torch-mlp --budget 60
  evenkeel run --resume latest                        goes on after an interruption
  evenkeel report latest --open                       the last run's page in the browser
  evenkeel compare before after --fail-on slower      what became slower from one run to the next?
  evenkeel compare-commits main HEAD                  the same of two commits, measured in turn
  evenkeel history import reports/runs                runs become nights of a history
  evenkeel backends                                   what can run here, and what is missing
  evenkeel setup torch-cpu                            brings PyTorch, to compare with
  evenkeel check --backend onnx-cpu                   is every layer, gradient and update right?
  evenkeel diverge onnx-cpu tfjs-wasm                 trained alike, where do the two part, and why?
  evenkeel determinism                                trained twice alike, does each give the same bits?
  evenkeel submit quick --queue postgres://…          for a machine of a fleet, where "evenkeel work" takes it
  evenkeel openness keras-mnist-cnn --run latest      what of a model is open, declared and proved
  evenkeel export lenet-5 --out lenet-5.onnx
  evenkeel serve latest                               the trained model behind HTTP, as closed models are reached

Each command's --help has examples of its own. \`evenkeel\` stands for what can be typed here: ${commandLine("").trimEnd()}

${exitCodes({ good: "everything completed", bad: "some cell failed, or a backend that was asked for cannot run here" })}`;

/** Every command with its options. */
export function program(): Command {
  return new Command("evenkeel")
    .description(description)
    .version(version())
    .addHelpText("after", localCommands(after))
    .option("--verbose", "on an error, print where it came from", false)
    .showSuggestionAfterError()
    .showHelpAfterError('(try "--help")')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(safeForTerminal(text)),
      writeErr: (text) => process.stderr.write(safeForTerminal(text)),
      outputError: (text, write) => write(shortened(text)),
    })
    .addCommand(runCommand())
    .addCommand(backendsCommand())
    .addCommand(setupCommand())
    .addCommand(checkCommand())
    .addCommand(divergeCommand())
    .addCommand(determinismCommand())
    .addCommand(modelsCommand())
    .addCommand(opennessCommand())
    .addCommand(dataCommand())
    .addCommand(reportCommand())
    .addCommand(compareCommand())
    .addCommand(compareCommitsCommand())
    .addCommand(historyCommand())
    .addCommand(submitCommand())
    .addCommand(workCommand())
    .addCommand(jobsCommand())
    .addCommand(serveCommand())
    .addCommand(exportCommand())
    .addCommand(bundleCommand());
}

/** Runs one command line (without node and script). Gives the exit code; never rejects. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const root = program();
  for (const command of root.commands.flatMap((child) => [child, ...child.commands]))
    command.copyInheritedSettings(root);
  try {
    await root.parseAsync(withoutSeparator(argv), { from: "user" });
    return wasInterrupted() ? 130 : Number(process.exitCode ?? 0);
  } catch (error) {
    const code = explain(error, argv.includes("--verbose"));
    return wasInterrupted() ? 130 : code;
  }
}

/**
 * `pnpm bench -- --rounds 3` hands on the `--` that ended pnpm's own flags; no argument of a command begins with a
 * dash.
 */
function withoutSeparator(argv: readonly string[]): string[] {
  const at = argv.indexOf("--");
  return at === -1 ? [...argv] : argv.toSpliced(at, 1);
}

/** Of the root's `package.json`. */
function version(): string {
  const file = resolve(projectRoot, "package.json");
  return z.looseObject({ version: z.string() }).parse(JSON.parse(readFileSync(file, "utf8"))).version;
}

/** Most characters of a message about a command line, which may hold any argument. */
const longestMessage = 1000;

function shortened(text: string): string {
  return text.length <= longestMessage ? text : `${foreignText(text, longestMessage)}\n`;
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
