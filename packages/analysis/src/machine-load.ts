import type { MachineLoad } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";

/** A reading that says that the machine's time went elsewhere, and how much of it. */
export interface BusySign {
  readonly sign: keyof Omit<MachineLoad, "waitingShare">;
  readonly value: number;
}

/** From which value on times suffer visibly. */
const busyFrom: Readonly<Record<BusySign["sign"], number>> = {
  loadPerCore: 0.7,
  othersShare: 0.1,
  stolenShare: 0.02,
  throttledShare: 0.05,
};
/** The load average is of the last minute, a run that has just ended included: a sign only where others still work. */
const othersBehindLoad = 0.05;
const signs = Object.keys(busyFrom) as BusySign["sign"][];

/** Signs that the machine is busy before anything is measured. */
export function busySigns(load: MachineLoad): BusySign[] {
  return signs.flatMap((sign) => {
    const value = load[sign];
    if (sign === "loadPerCore" && load.othersShare !== null && load.othersShare < othersBehindLoad) return [];
    return value !== null && value >= busyFrom[sign] ? [{ sign, value }] : [];
  });
}

/** The same of a cell. The load average tells nothing there: it holds the run itself. */
export function busySignsOfCell(load: MachineLoad | undefined): BusySign[] {
  return load === undefined ? [] : busySigns({ ...load, loadPerCore: null });
}

/** How much of a run was measured on a busy machine. */
export interface BusyMachine {
  /** Before the first cell. */
  readonly before: readonly BusySign[];
  readonly cells: readonly { readonly id: string; readonly signs: readonly BusySign[] }[];
  /** Cells of which it is known. */
  readonly watched: number;
  /** The largest of each sign over the cells. */
  readonly worst: readonly BusySign[];
}

/** Null where nothing says that the machine was busy. */
export function busyMachineOf({ environment, cells }: Pick<Run, "environment" | "cells">): BusyMachine | null {
  const before = environment.machineLoad === undefined ? [] : busySigns(environment.machineLoad);
  const watched = cells.filter(({ machineLoad, wallSeconds }) => machineLoad !== undefined && wallSeconds > 0);
  const busy = watched.flatMap(({ id, machineLoad }) => {
    const own = busySignsOfCell(machineLoad);
    return own.length === 0 ? [] : [{ id, signs: own }];
  });
  if (before.length === 0 && busy.length === 0) return null;
  return { before, cells: busy, watched: watched.length, worst: worstOf(busy.flatMap((cell) => cell.signs)) };
}

function worstOf(all: readonly BusySign[]): BusySign[] {
  return signs.flatMap((sign) => {
    const values = all.filter((one) => one.sign === sign).map(({ value }) => value);
    return values.length === 0 ? [] : [{ sign, value: Math.max(...values) }];
  });
}
