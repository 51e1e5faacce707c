import type { RunSource } from "../../night.ts";

/** What one run of another tool brings, before it becomes a night: one machine, one commit, one environment. */
export interface ForeignRun {
  /** What a second import of the same run gives, too; the run's id is derived from it. */
  readonly key: readonly string[];
  /** When it ran, or when its commit was made where the tool orders by commits; ms UTC. */
  readonly at: number;
  readonly experiment: string;
  readonly commit: string | null;
  readonly machine: ForeignMachine;
  /** Library versions of its environment. */
  readonly versions: Readonly<Record<string, string>>;
  /** sha256 of the text that the run was read from, in hex. */
  readonly sha256: string;
  readonly values: readonly ForeignValue[];
}

/** What the tool recorded of the machine; null where it did not. */
export interface ForeignMachine {
  readonly name: string | null;
  readonly cpu: string | null;
  readonly architecture: string | null;
  readonly system: string | null;
  readonly cores: number | null;
  readonly memoryGib: number | null;
}

export const unknownMachine: ForeignMachine = {
  name: null,
  cpu: null,
  architecture: null,
  system: null,
  cores: null,
  memoryGib: null,
};

/** One benchmark's number. */
export interface ForeignValue {
  /** What stands for a backend: the tool, or the environment that it measured in. */
  readonly backend: string;
  readonly benchmark: string;
  /** What is the tool's mark of an edited benchmark under its old name; empty where it has none. */
  readonly edition: string;
  /** What was measured of the benchmark: `time`, `rate`, `bytes`, or the tool's own name of it. */
  readonly measure: string;
  readonly unit: string;
  readonly better: "lower" | "higher" | null;
  readonly value: number;
  /** Repetitions behind the value that the tool states; 1 where it states none. */
  readonly n: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** What a file of another tool brought. */
export interface ForeignRuns {
  readonly source: ForeignSource;
  readonly runs: readonly ForeignRun[];
  /** Values that are no numbers, of benchmarks that failed or were skipped. */
  readonly leftOut: number;
}

/** The tools whose files are understood. */
export type ForeignSource = Exclude<RunSource, "evenkeel">;

/** What the command line says of a file that does not say it itself. */
export interface ForeignOptions {
  /** ms UTC */
  readonly at?: number;
  readonly commit?: string;
  readonly machine?: string;
}

/** The interval where it is one and holds the value. */
export function intervalAround(
  value: number,
  low: number | null | undefined,
  high: number | null | undefined,
): { readonly low: number | null; readonly high: number | null } {
  const holds = typeof low === "number" && typeof high === "number" && low <= value && value <= high;
  return holds && Number.isFinite(high - low) ? { low, high } : { low: null, high: null };
}

/** A commit as its hash; null for what is none. */
export function commitHash(text: string): string | null {
  return /^[0-9a-f]{7,64}$/i.test(text) ? text.toLowerCase() : null;
}
