import { layerKinds, UsageError, type BackendEntry, type LayerKind, type ModelSpec } from "@evenkeel/core";
import { checkBackend, probeBackends } from "@evenkeel/harness";
import { zoo } from "@evenkeel/models";
import { Command } from "commander";
import { describeChecked, isFailure, type Checked } from "../check-output.ts";
import { exitCodes } from "../exit-codes.ts";
import { listenForSignals } from "../interrupt.ts";
import { namedLayer, namedModel } from "../known-names.ts";
import { networkFor } from "../network-classes.ts";
import { list, naturalNumber, positiveInteger, oneThreadCount, severalClasses } from "../options.ts";
import { ProgressLine } from "../progress.ts";
import { cellModule } from "../project.ts";
import type { Reason } from "../reason-text.ts";
import { defaultBackends, defaultBackendsText, findBackend } from "../registry.ts";
import { print, printJson } from "../terminal.ts";

interface Options {
  readonly backend?: readonly string[];
  readonly model?: readonly string[];
  readonly layer?: readonly string[];
  readonly classes?: number;
  readonly random?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly json?: true;
}

const help = `
Predictions, losses, every gradient, updates of each optimizer and batch-norm statistics are held against formulas in
float64, which are themselves proved against central differences: each layer kind on small networks (negative values,
ties, all-non-positive windows, odd sizes, stride, padding, dilation, images above 32 pixels, batches of 1 to 100,
trainings of many equal batches a call, with predictions and exports between some calls), and whole networks. Without
--layer, --model and --random, every layer kind and every network. --random draws networks, batches and optimizers from
a seed; one that fails is named with the smallest network around it that fails, too. Each backend runs in a process of
its own.

Examples:
  evenkeel check                                         ${defaultBackendsText()}: a minute or two
  evenkeel check --backend onnx-wasm --layer max-pool2d,conv2d
  evenkeel check --backend tfjs-cpu --model keras-mnist-cnn
  evenkeel check --model lenet-5 --classes 3             as a run makes it for a dataset of three classes
  evenkeel check --backend onnx-cpu --threads 1 --json   every check's numbers
  evenkeel check --random 400 --seed 1                   400 networks, of the seeds 1 to 400
  evenkeel check --verbose                               every failed check, also those that say the same

Layer kinds: ${layerKinds.join(", ")}.
What a backend does not claim to support is no failure.

${exitCodes({ good: "all checks passed", bad: "a check failed, or a backend that was asked for cannot be checked" })}`;

export function checkCommand(): Command {
  return new Command("check")
    .description("prove a backend's forward pass, gradients and optimizers against float64 formulas")
    .option("--backend <ids>", `only these backends (default: ${defaultBackendsText()})`, list)
    .option("--layer <kinds>", "only these layer kinds", list)
    .option("--model <names>", "only these networks", list)
    .option("--classes <n>", "the networks for so many classes (default: as they are written)", severalClasses)
    .option("--random <n>", "only networks drawn at random, so many", positiveInteger)
    .option(
      "--seed <n>",
      "the seed of the first random network; each next one's is one more (default: 1)",
      naturalNumber,
    )
    .option("--threads <n>", "threads to compute with (default: each backend's own)", oneThreadCount)
    .option("--json", "print every check as one JSON document")
    .addHelpText("after", help)
    .action(async (options: Options, command: Command) => {
      const checked = await checkAll(options);
      const { verbose: everyFailure } = command.optsWithGlobals<{ verbose: boolean }>();
      if (options.json) printJson({ backends: checked }, 2);
      else print(describeChecked(checked, { everyFailure }));
      process.exitCode = exitCode(checked, options.backend !== undefined);
    });
}

async function checkAll(options: Options): Promise<Checked[]> {
  const asked = options.backend?.map((id) => findBackend(id)) ?? defaultBackends();
  if (options.seed !== undefined && options.random === undefined) {
    throw new UsageError("a seed draws random networks", { where: "--seed", expected: "--random beside it" });
  }
  const subjects = { layers: layersOf(options), models: modelsOf(options) };
  const line = new ProgressLine();
  const { signal, release } = listenForSignals(() => line.log("stopping (again to stop at once)"));
  try {
    const checked: Checked[] = [];
    for (const entry of asked) checked.push(await checkOne(entry, { ...subjects, options, line, signal }));
    return checked;
  } finally {
    release();
    line.end();
  }
}

interface Work {
  readonly layers: readonly LayerKind[];
  readonly models: readonly ModelSpec[];
  readonly options: Options;
  readonly line: ProgressLine;
  readonly signal: AbortSignal;
}

async function checkOne({ id: backend, ...entry }: BackendEntry, work: Work): Promise<Checked> {
  const { layers, models, options, line, signal } = work;
  const nothing = (state: "unavailable" | "failed" | "interrupted", { message, remedy }: Reason): Checked => ({
    backend,
    checks: [],
    reason: { state, message, remedy },
  });
  const interrupted = nothing("interrupted", { message: "not checked to the end", remedy: null });
  if (signal.aborted) return interrupted;
  line.show(backend, `${backend} · loading`);
  const [probed] = await probeBackends([{ id: backend, ...entry }], cellModule, { signal });
  if (signal.aborted) return interrupted;
  if (probed?.availability.state === "unavailable") return nothing("unavailable", probed.availability);
  const outcome = await checkBackend({
    backend,
    variables: entry.variables,
    childModule: cellModule,
    layers,
    models,
    random: options.random === undefined ? null : { count: options.random, seed: options.seed ?? 1 },
    threads: options.threads ?? null,
    signal,
    onProgress: (subject, fraction) =>
      line.show(`${backend} ${subject}`, `${backend} · ${subject} · ${Math.floor(100 * fraction)}%`),
  });
  if (outcome.state === "checked") return { backend, checks: outcome.checks, reason: null };
  return outcome.state === "interrupted" ? interrupted : nothing("failed", outcome.reason);
}

function layersOf({ layer, model, random }: Options): readonly LayerKind[] {
  if (layer === undefined) return model === undefined && random === undefined ? layerKinds : [];
  return layer.map((name) => namedLayer(name));
}

function modelsOf({ layer, model, random, classes }: Options): readonly ModelSpec[] {
  const all = layer === undefined && random === undefined ? [...zoo.values()] : [];
  const models = model?.map((name) => namedModel(name)) ?? all;
  if (classes !== undefined && models.length === 0) {
    throw new UsageError("no network of the list is checked", { where: "--classes", expected: "--model beside it" });
  }
  return models.map((spec) => networkFor(spec, classes));
}

/** Where none was named, one that cannot run here is no failure; one that was asked for is. */
function exitCode(checked: readonly Checked[], named: boolean): number {
  const isGood = ({ checks, reason }: Checked) =>
    reason === null ? !checks.some(isFailure) : reason.state === "unavailable" && !named;
  return checked.every(isGood) ? 0 : 1;
}
