/**
 * Schema 1 as schema 2: tasks were a list with their settings beside it, a run had one seed, a workload was known by
 * its model, a cell's threads stood alone, limits were sentences, and a software adapter was marked in the device's
 * name.
 */
import { taskSchema } from "@evenkeel/core";
import { z } from "zod";
import { limitOfVersion1 } from "./limit-1.ts";

const runSchema = z.looseObject({
  experiment: z.looseObject({
    workloads: z.array(z.looseObject({ model: z.string(), epochs: z.union([z.int(), z.literal("recipe")]) })),
    tasks: z.array(taskSchema),
    seed: z.int(),
    throughputBatchSizes: z.array(z.int()),
    stepTime: z.unknown().exactOptional(),
  }),
  models: z.array(
    z.looseObject({
      spec: z.looseObject({ name: z.string(), recipe: z.looseObject({ epochs: z.int() }) }),
      initialWeightsSha256: z.string(),
    }),
  ),
  datasets: z.record(z.string(), z.unknown()),
  backends: z.array(z.looseObject({ runtime: z.unknown() })),
  plan: z.array(z.unknown()),
  cells: z.array(z.unknown()),
});
type Run1 = z.infer<typeof runSchema>;

const cellSchema = z.looseObject({ model: z.string(), threads: z.int().exactOptional() });
const resultSchema = cellSchema.extend({
  task: taskSchema,
  runtime: z.unknown(),
  measurements: z.record(z.string(), z.unknown()),
  partialMeasurements: z.record(z.string(), z.unknown()).exactOptional(),
  limits: z.array(z.string()).exactOptional(),
});

/** The value of a `run.json` of schema 1 in the shape of schema 2. Throws `ZodError` for what is no such run. */
export function runOfVersion1(value: unknown): unknown {
  const run = runSchema.parse(value);
  const { datasets: _, ...rest } = run;
  const { seed } = run.experiment;
  return {
    ...rest,
    schemaVersion: 2,
    experiment: experiment(run.experiment),
    models: run.models.map(({ initialWeightsSha256: _sha256, ...model }) => model),
    workloads: workloads(run),
    backends: run.backends.map((backend) => ({ ...backend, runtime: runtime(backend.runtime) })),
    plan: run.plan.map((planned) => cell(cellSchema.parse(planned), seed)),
    cells: run.cells.map((result) => cellResultOfVersion1(result, seed)),
  };
}

/** A settled cell of a journal of schema 1. Throws `ZodError`, or `RangeError` for a limit unknown to schema 1. */
export function cellResultOfVersion1(value: unknown, seed: number): unknown {
  const result = resultSchema.parse(value);
  const { task, measurements, partialMeasurements, limits } = result;
  return {
    ...cell(result, seed),
    runtime: runtime(result.runtime),
    measurements: renamed(measurements),
    ...(partialMeasurements !== undefined && { partialMeasurements: renamed(partialMeasurements) }),
    ...(limits !== undefined && { limits: limits.map((text) => limitOfVersion1(text, task)) }),
  };
}

function experiment({ tasks, seed, throughputBatchSizes, stepTime, workloads: listed, ...rest }: Run1["experiment"]) {
  const settings = { throughput: { batchSizes: throughputBatchSizes }, "step-time": stepTime } as Record<
    string,
    unknown
  >;
  return {
    ...rest,
    workloads: listed.map((workload) => ({ id: workload.model, ...workload })),
    tasks: Object.fromEntries(tasks.map((task) => [task, settings[task] ?? {}])),
    seeds: [seed],
  };
}

function workloads({ experiment: { workloads: listed, seed }, models, datasets }: Run1) {
  return listed.map(({ model, epochs, ["augmentation"]: augmentation = null }) => {
    const info = models.find(({ spec }) => spec.name === model);
    return {
      id: model,
      model,
      dataset: datasets[model],
      epochs: epochs === "recipe" ? info?.spec.recipe.epochs : epochs,
      augmentation,
      initialWeights: { [seed]: info?.initialWeightsSha256 },
    };
  });
}

function cell({ threads, ...rest }: z.infer<typeof cellSchema>, seed: number) {
  return { ...rest, workload: rest.model, variant: threads === undefined ? {} : { threads }, seed };
}

const softwareMark = " (software adapter)";

function runtime(value: unknown): unknown {
  const { deviceName } = z.looseObject({ deviceName: z.unknown() }).nullable().parse(value) ?? {};
  if (typeof deviceName !== "string" || !deviceName.endsWith(softwareMark)) return value;
  return { ...(value as object), deviceName: deviceName.slice(0, -softwareMark.length), adapter: "software" };
}

/** One measurement was renamed, and a basis is written with dashes. */
function renamed(measurements: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(measurements).map(([name, value]) => {
      const { basis, ...rest } = z.looseObject({ basis: z.string() }).parse(value);
      const now = name === "load.firstAnswerMs" ? "load.firstPredictionMs" : name;
      return [now, { ...rest, basis: basis.replaceAll("_", "-") }];
    }),
  );
}
