import type { Run } from "@evenkeel/analysis";
import type { Environment } from "@evenkeel/core";

type Row = [string, string];

/** What people call it, where somebody named it. */
export function machineNameRows({ machineName }: Environment): Row[] {
  return machineName === undefined ? [] : [["machine", machineName]];
}

/** What tells processors of one name apart; nothing of older runs. */
export function processorRows({ machine }: Environment): Row[] {
  if (machine === undefined) return [];
  const { cpuVersion, isa } = machine;
  const extensions = isa === null ? "not told by the system" : isa.join(", ") || "none of those looked for";
  return [
    ["processor version", cpuVersion ?? "not told by the system"],
    ["vector extensions", extensions],
  ];
}

/** `2 × NVIDIA H100 80GB HBM3; driver 580, CUDA 13`; nothing where there is none. */
export function graphicsRows({ machine }: Environment): Row[] {
  if (machine === undefined || machine.gpus.length === 0) return [];
  const models = [...Map.groupBy(machine.gpus, (model) => model)].map(([model, alike]) =>
    alike.length === 1 ? model : `${alike.length} × ${model}`,
  );
  const { gpuDriverMajor: driver, cudaMajor: cuda } = machine;
  const versions = [...(driver === null ? [] : [`driver ${driver}`]), ...(cuda === null ? [] : [`CUDA ${cuda}`])];
  return [["GPU", [models.join(", "), ...(versions.length === 0 ? [] : [versions.join(", ")])].join("; ")]];
}

/** How fast the machine was at both ends of the run; nothing of runs that did not take it. */
export function referenceKernelRows({ referenceKernel }: Run): Row[] {
  if (referenceKernel === undefined) return [];
  const { version, beforeMs, afterMs } = referenceKernel;
  const after = afterMs === null ? "not taken after the last" : `${afterMs.toFixed(1)} ms after the last`;
  return [["reference kernel", `${beforeMs.toFixed(1)} ms before the first cell, ${after} (version ${version})`]];
}
