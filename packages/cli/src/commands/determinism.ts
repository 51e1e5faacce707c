import { EvenkeelError, UnsupportedError, type BackendEntry } from "@evenkeel/core";
import { repeat, type Repetition } from "@evenkeel/parity";
import { Command } from "commander";
import pc from "picocolors";
import { exitCodes } from "../exit-codes.ts";
import { list, naturalNumber, positiveSeconds, stepsOrEpoch } from "../options.ts";
import { withParity, type ParityFlags, type ParitySetup } from "../parity-setup.ts";
import { defaultBackendsText, findBackend } from "../registry.ts";
import { numbers, textTable, type Cell } from "../table.ts";
import { print, printJson } from "../terminal.ts";

interface Options extends ParityFlags {
  readonly backend?: readonly string[];
  readonly json?: true;
}

const help = `
Each backend trains twice with identical inputs, at 1 thread and at its default threads, each training in a process of
its own. Losses and weights are compared bit by bit after every step.

Examples:
  evenkeel determinism                                     ${defaultBackendsText()}, 50 steps
  evenkeel determinism --backend onnx-cpu --steps epoch    a whole epoch of one
  evenkeel determinism --model lenet-5 --seed 1 --json

${exitCodes({
  good: "every backend trained twice, with the same bits or not",
  bad: "one failed, or one that was asked for by name cannot run or train",
})}`;

export function determinismCommand(): Command {
  return new Command("determinism")
    .description("train each backend twice alike and say whether it gives the same bits")
    .option("--backend <ids>", `only these backends (default: ${defaultBackendsText()})`, list)
    .option("--model <name>", "the network", "keras-mnist-cnn")
    .option("--dataset <name>", "the images", "fashion-mnist-subset")
    .option("--steps <n>", 'optimizer steps, or "epoch" for one pass over the training images', stepsOrEpoch, 50)
    .option("--seed <n>", "seed of weights, batch order and dropout masks", naturalNumber, 7)
    .option(
      "--budget <seconds>",
      "time for one training; a slower backend stops early, and it is said",
      positiveSeconds,
      30,
    )
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      const named = (options.backend ?? []).map((id) => findBackend(id));
      const outcomes = await withParity(options, (setup) => repeatAll(named, setup));
      if (options.json) printJson(outcomes, 2);
      else print(describe(outcomes));
      const bad = named.length > 0 ? ["failed", "unsupported"] : ["failed"];
      process.exitCode = outcomes.some(({ state }) => bad.includes(state)) ? 1 : 0;
    });
}

type Outcome = { readonly backend: string; readonly threads: number | "default" } & (
  | ({ readonly state: "completed" } & Repetition)
  | { readonly state: "unsupported" | "failed"; readonly message: string }
);

async function repeatAll(named: readonly BackendEntry[], setup: ParitySetup): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const entry of await setup.backendsHere(named)) {
    for (const threads of [1, null]) {
      const about = { backend: entry.id, threads: threads ?? "default" } as const;
      const onPhase = (phase: string) => setup.show(`${entry.id}, ${about.threads} threads: ${phase}`);
      try {
        const repetition = await repeat(setup.subjectOf(entry, threads), { ...setup.task, onPhase });
        outcomes.push({ ...about, state: "completed", ...repetition });
        if (!repetition.takesThreads) break;
      } catch (error) {
        if (setup.signal.aborted || !(error instanceof EvenkeelError)) throw error;
        const state = error instanceof UnsupportedError ? "unsupported" : "failed";
        outcomes.push({ ...about, state, message: error.message });
        break;
      }
    }
  }
  return outcomes;
}

function describe(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) =>
    outcome.state === "completed"
      ? [outcome.backend, threadsOf(outcome), String(outcome.steps), sameBits(outcome)]
      : [
          outcome.backend,
          String(outcome.threads),
          "–",
          { text: `${outcome.state}: ${outcome.message}`, colour: pc.yellow },
        ],
  );
  return textTable(["backend", "threads", ...numbers("steps"), "the same bits twice?"], rows);
}

function threadsOf({ threads, runtime, takesThreads }: Repetition & { readonly threads: number | "default" }): string {
  if (!takesThreads) return `${runtime.threads}, always`;
  return threads === "default" ? `${runtime.threads}, its default` : String(threads);
}

function sameBits({ first }: Repetition): Cell {
  if (first === null) return { text: "yes, all losses and weights", colour: pc.green };
  const { step, tensor, position, a, b, ulp } = first;
  const where = tensor === "loss" ? "the loss" : `${tensor} [${position.join(", ")}]`;
  const distance = Number.isFinite(ulp) ? ` (${ulp.toLocaleString("en")} ulp)` : "";
  return { text: `no: step ${step}, ${where}: ${a} and then ${b}${distance}`, colour: pc.yellow };
}
