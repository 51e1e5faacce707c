import {
  layerKinds,
  UsageError,
  type BackendEntry,
  type CheckResult,
  type LayerKind,
  type ModelSpec,
} from "@evenkeel/core";
import { checkBackend, probeBackends } from "@evenkeel/harness";
import { findModel, zoo } from "@evenkeel/models";
import { Command } from "commander";
import { checkFailures, checkTable } from "../check-output.ts";
import { abortOnSignals } from "../interrupt.ts";
import { list, positiveInteger } from "../options.ts";
import { ProgressLine } from "../progress.ts";
import { cellModule } from "../project.ts";
import { findBackend, registry } from "../registry.ts";

interface Options {
  readonly backend?: readonly string[];
  readonly model?: readonly string[];
  readonly layer?: readonly string[];
  readonly threads?: number;
  readonly json?: true;
}

/** What was found of one backend. */
export interface Checked {
  readonly backend: string;
  readonly checks: readonly CheckResult[];
  /** Why it was not checked, or not to the end; null where it was. */
  readonly reason: { readonly state: "unavailable" | "failed" | "interrupted"; readonly message: string } | null;
}

const help = `
Predictions, losses, every gradient, updates of each optimizer and batch-norm statistics are held against formulas in
float64, which are themselves proved against central differences: each layer kind on small networks (negative values,
ties, all-non-positive windows, odd sizes, stride, padding, dilation, batches of 1 and 5), and whole networks.
Without --layer and --model, every layer kind and every network. Each backend runs in a process of its own.

Examples:
  evenkeel check                                         all that runs here; a few minutes
  evenkeel check --backend onnx-wasm --layer max-pool2d,conv2d
  evenkeel check --backend tfjs-cpu --model keras-mnist-cnn
  evenkeel check --backend onnx-cpu --threads 1 --json   every check's numbers

Layer kinds: ${layerKinds.join(", ")}.
Exit codes: 0 all checks passed; 1 a check failed, or a backend that was asked for cannot be checked; 2 wrong use.`;

export function checkCommand(): Command {
  return new Command("check")
    .description("prove a backend's forward pass, gradients and optimizers against float64 formulas")
    .option("--backend <ids>", "only these backends (default: all that run here)", list)
    .option("--layer <kinds>", "only these layer kinds", list)
    .option("--model <names>", "only these networks", list)
    .option("--threads <n>", "threads to compute with (default: each backend's own)", positiveInteger)
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      const checked = await checkAll(options);
      const text = options.json ? JSON.stringify({ backends: checked }, null, 2) : describe(checked);
      process.stdout.write(`${text}\n`);
      process.exitCode = checked.every((one) => isGood(one, options.backend !== undefined)) ? 0 : 1;
    });
}

async function checkAll(options: Options): Promise<Checked[]> {
  const asked = options.backend?.map(findBackend) ?? registry.filter(({ byNameOnly }) => byNameOnly !== true);
  const subjects = { layers: layersOf(options), models: modelsOf(options) };
  const line = new ProgressLine();
  const signal = abortOnSignals((text) => line.log(text));
  try {
    const checked: Checked[] = [];
    for (const entry of asked) checked.push(await checkOne(entry, { ...subjects, options, line, signal }));
    return checked;
  } finally {
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
  const nothing = (state: "unavailable" | "failed" | "interrupted", message: string): Checked => ({
    backend,
    checks: [],
    reason: { state, message },
  });
  if (signal.aborted) return nothing("interrupted", "interrupted");
  line.show(backend, `${backend} · loading`);
  const [probed] = await probeBackends([{ id: backend, ...entry }], cellModule, { signal });
  if (probed?.availability.state === "unavailable") {
    const { message, remedy } = probed.availability;
    return nothing("unavailable", remedy === null ? message : `${message}; ${remedy}`);
  }
  const outcome = await checkBackend({
    backend,
    childModule: cellModule,
    layers,
    models,
    threads: options.threads ?? null,
    signal,
    onProgress: (subject, fraction) =>
      line.show(`${backend} ${subject}`, `${backend} · ${subject} · ${Math.floor(100 * fraction)}%`),
  });
  return outcome.state === "checked"
    ? { backend, checks: outcome.checks, reason: null }
    : nothing(outcome.state, outcome.message);
}

function layersOf({ layer, model }: Options): readonly LayerKind[] {
  if (layer === undefined) return model === undefined ? layerKinds : [];
  return layer.map((name) => {
    const known = layerKinds.find((kind) => kind === name);
    if (known !== undefined) return known;
    throw new UsageError("unknown layer kind", { where: "--layer", expected: layerKinds.join(", "), got: `"${name}"` });
  });
}

function modelsOf({ layer, model }: Options): readonly ModelSpec[] {
  return model?.map(findModel) ?? (layer === undefined ? [...zoo.values()] : []);
}

function describe(checked: readonly Checked[]): string {
  return [checkTable(checked), checkFailures(checked).join("\n")].filter((part) => part !== "").join("\n\n");
}

/** Of all backends, one that cannot run here is no failure; one that was asked for is. */
function isGood({ checks, reason }: Checked, named: boolean): boolean {
  if (reason !== null) return reason.state === "unavailable" && !named;
  return checks.every(({ verdict }) => verdict === "passed" || verdict === "unsupported");
}
