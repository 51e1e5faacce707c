import { readFile, stat } from "node:fs/promises";
import { openOnnxFile } from "@evenkeel/backend-onnx";
import { DataError, labelsSchema, quotedText, UsageError, type Workload } from "@evenkeel/core";
import type { KnownModel } from "@evenkeel/harness";
import type { Experiment } from "@evenkeel/tasks";
import { namedModel } from "./known-names.ts";

/** An experiment whose models are there. */
export interface OpenedExperiment {
  /** With the labels that files held. */
  readonly experiment: Experiment;
  /** Its models, each once. */
  readonly models: readonly KnownModel[];
}

/**
 * Opens the models of an experiment: networks of the zoo by their names, others from their files. Throws
 * `UsageError` or
 * `DataError`, naming the file.
 */
export async function openModels(experiment: Experiment): Promise<OpenedExperiment> {
  const workloads = await Promise.all(experiment.workloads.map(withLabels));
  const models = new Map<string, { readonly model: KnownModel; readonly source: string }>();
  for (const workload of workloads) {
    const source = JSON.stringify(workload.source ?? null);
    const known = models.get(workload.model);
    if (known === undefined) models.set(workload.model, { model: await openModel(workload), source });
    else if (known.source !== source) refuseAlike(workload);
  }
  return { experiment: { ...experiment, workloads }, models: [...models.values()].map(({ model }) => model) };
}

async function openModel({ model: name, source }: Workload): Promise<KnownModel> {
  if (source === undefined) return namedModel(name);
  const { file, labels, ...declared } = source;
  const info = await openOnnxFile(file, { name, ...declared, ...(Array.isArray(labels) && { labels }) });
  return { info, file };
}

function refuseAlike({ id, model }: Workload): never {
  throw new UsageError("two models of one name", {
    where: `workload ${id}`,
    got: quotedText(model),
    remedy: "give one of them another name (the workload's model)",
  });
}

/** With labels in place of the file that holds them. */
async function withLabels(workload: Workload): Promise<Workload> {
  const { source } = workload;
  if (typeof source?.labels !== "string") return workload;
  return { ...workload, source: { ...source, labels: await labelsOf(source.labels) } };
}

const mostBytes = 16 * 2 ** 20;

/** Of a file with a label a line, or a JSON list. */
async function labelsOf(file: string): Promise<string[]> {
  const { size } = await stat(file);
  if (size > mostBytes) {
    const expected = `at most ${mostBytes} bytes, a label a line`;
    throw new DataError("too large for labels", { where: file, expected, got: `${size}` });
  }
  const text = (await readFile(file, "utf8")).replace(/^\uFEFF/, "").trim();
  const parsed = labelsSchema.safeParse(text.startsWith("[") ? listIn(text) : linesIn(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DataError("no labels", {
    where: file,
    expected: "a label a line, or a JSON list of texts, two or more in the order of the model's outputs",
    got: issue === undefined ? "something else" : [...issue.path, issue.message].join(": "),
  });
}

function linesIn(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim());
}

function listIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
