import type { Environment, MachineIdentity } from "@evenkeel/core";

/** The machine's parts by what a reader calls them, in the order in which a difference is told. */
const parts: readonly (readonly [string, (machine: MachineIdentity) => string])[] = [
  ["processor", ({ cpu }) => cpu],
  ["processor version", ({ cpuVersion }) => cpuVersion ?? "unknown"],
  ["cores", ({ cores }) => String(cores)],
  ["memory class", ({ memoryClassGiB }) => `${memoryClassGiB} GiB`],
  ["GPU", ({ gpus }) => gpus.join(" + ") || "none"],
  ["GPU driver", ({ gpuDriverMajor }) => String(gpuDriverMajor ?? "none")],
  ["CUDA", ({ cudaMajor }) => String(cudaMajor ?? "none")],
  ["system", ({ platform }) => platform],
  ["architecture", ({ arch }) => arch],
];

/**
 * In what the machines of two runs differ, a text a part: `cores: 2 and 4`, of the first run and of the second. Empty
 * where nothing that both keep tells them apart. The texts hold what stands in the runs: to be made safe to show.
 */
export function whatDiffers(first: Environment, second: Environment): string[] {
  const [one, other] = [first.machine, second.machine];
  if (one === undefined || other === undefined) return olderDiffers(first, second);
  const told = parts.flatMap(([name, of]) => differing(name, of(one), of(other)));
  return [...isaDiffers(one.isa, other.isa), ...told];
}

function differing(name: string, one: string, other: string): string[] {
  return one === other ? [] : [`${name}: ${one} and ${other}`];
}

/** The lists are long and mostly alike: what either has alone says more. */
function isaDiffers(one: MachineIdentity["isa"], other: MachineIdentity["isa"]): string[] {
  if (one === null || other === null) {
    return one === other ? [] : [`ISA: ${one?.join(", ") ?? "unknown"} and ${other?.join(", ") ?? "unknown"}`];
  }
  const alone = [one.filter((name) => !other.includes(name)), other.filter((name) => !one.includes(name))] as const;
  const told = alone.flatMap((names, index) =>
    names.length === 0 ? [] : [`${names.join(", ")} in the ${index === 0 ? "first" : "second"} alone`],
  );
  return told.length === 0 ? [] : [`ISA: ${told.join("; ")}`];
}

/** What runs that do not keep their machine's parts still say of it. */
function olderDiffers(first: Environment, second: Environment): string[] {
  const gibibytes = ({ memoryBytes }: Environment) => `${Math.round(memoryBytes / 2 ** 30)} GiB`;
  const isMixed = (first.machine === undefined) !== (second.machine === undefined);
  const older = first.machine === undefined ? "first" : "second";
  return [
    ...differing("processor", first.cpu, second.cpu),
    ...differing("cores", String(first.cores), String(second.cores)),
    ...differing("memory", gibibytes(first), gibibytes(second)),
    ...(isMixed ? [`how it was told: the ${older} run keeps no ISA and no GPU of its machine`] : []),
  ];
}
