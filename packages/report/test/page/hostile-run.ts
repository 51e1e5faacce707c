import type { RunData } from "@evenkeel/analysis";
import { failingGate, madeUpRun } from "@evenkeel/analysis/fixture";
import { specModels } from "@evenkeel/core";

/** Ends elements, attributes and strings, and would run if any of them were believed. */
export const evil = `</script><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"'&\u2028`;

/** A run whose every text is markup. */
export function hostileRun(): RunData {
  const tasks = ["gradients", "train", "evaluate", "latency", "throughput"] as const;
  const made = { backends: ["onnx-cpu", evil], models: ["keras-mnist-cnn"], tasks };
  const data = failingGate(madeUpRun(made), evil, evil);
  const { run } = data;
  const [model] = specModels(run.models);
  const [workload] = run.workloads;
  if (model === undefined || workload === undefined) throw new Error("no model");
  for (const predictions of data.samples.predictions.values()) predictions.classNames[3] = evil;
  for (const [id, checks] of data.samples.checks) {
    data.samples.checks.set(
      id,
      checks.map((check) => ({ ...check, id: `${check.id}${evil}`, subject: evil, tensor: evil })),
    );
  }
  const plan = run.plan.map((cell, index) => ({ ...cell, id: `cell-${index}` }));
  const evilRun = {
    ...run,
    runId: evil,
    command: ["pnpm", evil],
    environment: {
      ...run.environment,
      cpu: evil,
      node: evil,
      // As long as a name may be.
      machineName: evil.slice(0, 60),
      machine: {
        cpu: evil,
        cpuVersion: evil,
        isa: [evil],
        cores: 2,
        memoryClassGiB: 8,
        gpus: [evil],
        gpuDriverMajor: 580,
        cudaMajor: 13,
        platform: evil,
        arch: evil,
      },
    },
    experiment: { ...run.experiment, title: evil, description: evil },
    models: [{ ...model, spec: { ...model.spec, title: evil, origin: evil } }],
    workloads: [{ ...workload, dataset: { ...workload.dataset, name: evil, licence: evil, adaptation: evil } }],
    backends: run.backends.map((backend) => ({
      ...backend,
      title: evil,
      reason: { code: evil, message: evil, remedy: evil },
    })),
    plan,
    cells: run.cells.map((cell, index) => ({ ...cell, id: `cell-${index}` })),
  } as typeof run;
  const places = new Map(run.plan.map(({ id }, index) => [id, `cell-${index}`]));
  const rename = <T>(map: Map<string, T>) => new Map([...map].map(([id, value]) => [places.get(id) ?? id, value]));
  const { training, predictions, latency, throughput, stepTimes, overheads, checks } = data.samples;
  return {
    run: evilRun,
    samples: {
      ...data.samples,
      training: rename(training),
      predictions: rename(predictions),
      latency: rename(latency),
      throughput: rename(throughput),
      stepTimes: rename(stepTimes),
      overheads: rename(overheads),
      checks: rename(checks),
    },
    problems: [],
  };
}
