import { busyMachineOf, busySigns, busySignsOfCell, type BusySign, type Run } from "@evenkeel/analysis";
import type { CellResult, Environment, MachineLoad } from "@evenkeel/core";
import { percent, plural, significant } from "../format.ts";

const words: Readonly<Record<BusySign["sign"], (value: number) => string>> = {
  loadPerCore: (value) => `the load average was ${value.toFixed(2)} a core`,
  othersShare: (value) => `other programs took ${percent(value, 0)} of its cores`,
  stolenShare: (value) => `the host gave ${percent(value, 0)} of its time to other machines`,
  throttledShare: (value) => `its CPU quota held it up for ${percent(value, 0)} of the time`,
};

function listOf(signs: readonly BusySign[]): string {
  return signs.map(({ sign, value }) => words[sign](value)).join(" and ");
}

/** Before the first cell, a warning; null where the machine was idle enough. */
export function busyBeforeText(load: MachineLoad): string | null {
  const signs = busySigns(load);
  return signs.length === 0
    ? null
    : `the machine is busy: ${listOf(signs)} while the run was prepared; end other programs for times that hold`;
}

/** Of one cell, a few words; null where nothing disturbed it. */
export function busyCellText({ machineLoad }: CellResult): string | null {
  const signs = busySignsOfCell(machineLoad);
  return signs.length === 0 ? null : `busy machine: ${listOf(signs)}`;
}

/** So large a share of cells may meet other work, in rounds that none of it disturbed, without a warning. */
const fewCells = 0.05;

type Watched = Pick<Run, "environment" | "cells" | "rounds">;

/** Whether what the machine did beside the run touched a few cells and no round as a whole: nothing to warn of. */
export function isHardlyBusy(run: Watched): boolean {
  const busy = busyMachineOf(run);
  const { rounds = [] } = run;
  if (busy === null || busy.before.length > 0 || rounds.length === 0) return false;
  return rounds.every(({ disturbed }) => disturbed === null) && busy.cells.length <= fewCells * busy.watched;
}

/** Of a whole run, to stand beside its times; null where nothing says that they suffered. */
export function busyRunText(run: Watched): string | null {
  const busy = busyMachineOf(run);
  if (busy === null) return null;
  if (isHardlyBusy(run)) {
    const { cells, watched, worst } = busy;
    return `In ${cells.length} of ${plural(watched, "cell")}, at the most, ${listOf(worst)}; no round was disturbed by it.`;
  }
  const { before, cells, watched, worst } = busy;
  const during =
    cells.length === 0 ? [] : [`in ${cells.length} of ${plural(watched, "cell")}, at the most, ${listOf(worst)}`];
  const at = before.length === 0 ? [] : [`before the first cell ${listOf(before)}`];
  return `The machine was busy: ${[...at, ...during].join("; ")}. Times may be too long, and differences between backends untrue.`;
}

/** `2 cores of 16: its affinity allows 2`, where something bounds the process. */
export function coresText({ cores, machineLimits }: Pick<Environment, "cores" | "machineLimits">): string {
  if (machineLimits === undefined || machineLimits.hardwareCores === cores) return plural(cores, "core");
  const { hardwareCores, affinityCores, quotaCores } = machineLimits;
  const why = [
    ...(affinityCores !== null && affinityCores < hardwareCores ? [`its affinity allows ${affinityCores}`] : []),
    ...(quotaCores !== null && quotaCores < hardwareCores ? [`its quota is ${significant(quotaCores, 2)}`] : []),
  ];
  return `${cores} of ${plural(hardwareCores, "core")}${why.length === 0 ? "" : ` (${why.join(", ")})`}`;
}

/** `4.0 GiB of 64 GiB`, where a control group bounds the process. */
export function memoryText({ memoryBytes, machineLimits }: Pick<Environment, "memoryBytes" | "machineLimits">): string {
  const gibibytes = (bytes: number) => `${significant(bytes / 2 ** 30, 2)} GiB`;
  const bounded = machineLimits !== undefined && machineLimits.memoryLimitBytes !== null;
  return bounded
    ? `${gibibytes(memoryBytes)} of ${gibibytes(machineLimits.hardwareMemoryBytes)}`
    : gibibytes(memoryBytes);
}
