import { EvenkeelError, UnsupportedError, UsageError, type BackendEntry } from "@evenkeel/core";
import { diverge, isFault, trainTask, type Divergence, type Trained } from "@evenkeel/parity";
import { Command } from "commander";
import { describeDivergence, describeDivergences } from "../divergence-text.ts";
import { exitCodes } from "../exit-codes.ts";
import { eachOnce, naturalNumber, positiveSeconds, stepsOrEpoch, oneThreadCount } from "../options.ts";
import { withParity, type ParityFlags, type ParitySetup } from "../parity-setup.ts";
import { defaultBackendsText, findBackend } from "../registry.ts";
import { print, printJson } from "../terminal.ts";

interface Options extends ParityFlags {
  readonly threads: number;
  readonly why?: true;
  readonly json?: true;
}

const help = `
Every backend trains from the same weights over the same batches and dropout masks. Losses are compared step by step,
the weights after the first update (relative to its largest move), and the predictions for the test images at the end.
docs/parity.md says how far rounding alone may carry them apart.

A pair that stays inside the envelopes gets one line. Of any other it is found out why: each of the first 50 steps is
taken again by both from EQUAL weights, and what differs is held against float64 formulas. Either both are right and
a near-tie (two nearly equal values in a pooling window, a relu's input next to zero) was rounded to different sides;
or one of them is wrong, and the step, the layer, the tensor and the element are named, with all three values.

Examples:
  evenkeel diverge                                    every pair of ${defaultBackendsText()}, 50 steps
  evenkeel diverge onnx-cpu tfjs-wasm                 one pair
  evenkeel diverge onnx-cpu tfjs-wasm --seed 1        other weights, order and masks
  evenkeel diverge onnx-cpu tfjs-wasm --why           is each of 50 steps right, wherever the losses end?
  evenkeel diverge --steps 1                          one optimizer step
  evenkeel diverge onnx-cpu onnx-wasm --steps epoch   a whole epoch
  evenkeel diverge onnx-cpu tfjs-cpu --model keras-mnist-cnn-small --budget 600
                                                      a slow backend: ten minutes instead of one

${exitCodes({
  good: "inside the envelopes, or outside by rounding alone",
  bad: "a fault was found, a distance is beyond what rounding was seen to do, or a backend failed or cannot run",
})}`;

export function divergeCommand(): Command {
  return new Command("diverge")
    .description("train backends alike and say where and why they part")
    .argument("[backends...]", `two or more backends, compared pair by pair (default: ${defaultBackendsText()})`)
    .option("--model <name>", "the network", "keras-mnist-cnn")
    .option("--dataset <name>", "the images", "fashion-mnist-subset")
    .option("--steps <n>", 'optimizer steps, or "epoch" for one pass over the training images', stepsOrEpoch, 50)
    .option("--seed <n>", "seed of weights, batch order and dropout masks", naturalNumber, 7)
    .option("--threads <n>", "threads for every backend", oneThreadCount, 1)
    .option(
      "--budget <seconds>",
      "time for one training; a slower backend stops early, and it is said",
      positiveSeconds,
      60,
    )
    .option("--why", "take the steps again and ask the formulas even where the pair stays inside the envelopes")
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (backends: string[], options: Options) => {
      const named = contenders(backends);
      const found = await withParity(options, (setup) => compareAll(named, options, setup));
      if (options.json) printJson(found, 2);
      else print(describe(found, options));
      process.exitCode = found.failures.length > 0 || found.pairs.some(isFault) ? 1 : 0;
    });
}

interface Found {
  readonly pairs: readonly Divergence[];
  /** Backends that lack something this network needs. */
  readonly unsupported: readonly string[];
  /** Backends that failed. */
  readonly failures: readonly string[];
}

/** The backends that were named: none for all, or at least two. Throws `UsageError`. */
function contenders(ids: readonly string[]): BackendEntry[] {
  const named = eachOnce(ids, "backends").map((id) => findBackend(id, "backends"));
  if (named.length !== 1) return named;
  throw new UsageError("one backend alone cannot diverge", {
    where: "backends",
    expected: `two or more, or none for ${defaultBackendsText()}`,
    got: ids.join(" "),
  });
}

async function compareAll(
  named: readonly BackendEntry[],
  { threads, why }: Options,
  setup: ParitySetup,
): Promise<Found> {
  const unsupported: string[] = [];
  const failures: string[] = [];
  /** Of all backends one may fail without hiding what the others do; one that was asked for may not. */
  const attempt = async <T>(work: () => Promise<T>): Promise<T[]> => {
    try {
      return [await work()];
    } catch (error) {
      if (named.length > 0 || setup.signal.aborted || !(error instanceof EvenkeelError)) throw error;
      (error instanceof UnsupportedError ? unsupported : failures).push(error.message);
      return [];
    }
  };
  const trained: Trained[] = [];
  for (const backend of await setup.backendsHere(named)) {
    const contender = { subject: setup.subjectOf(backend, threads), device: backend.device };
    trained.push(...(await attempt(() => trainTask(contender, setup.task))));
  }
  const pairs: Divergence[] = [];
  for (const [index, a] of trained.entries()) {
    for (const b of trained.slice(index + 1)) {
      pairs.push(...(await attempt(() => diverge([a, b], setup.task, { always: why === true }))));
    }
  }
  return { pairs, unsupported, failures };
}

function describe({ pairs, unsupported, failures }: Found, options: Options): string {
  const [only, ...others] = pairs;
  const lines =
    only === undefined
      ? []
      : [others.length === 0 ? describeDivergence(only, options) : describeDivergences(pairs, options)];
  return [...lines, ...unsupported.map((why) => `left out: ${why}`), ...failures.map((why) => `failed: ${why}`)].join(
    "\n",
  );
}
