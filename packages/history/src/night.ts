import type { Point } from "./point.ts";
import type { Series } from "./series.ts";

/** Where runs come from: this project's own, and the tools whose files can be imported. */
export const runSources = ["evenkeel", "github-action-benchmark", "asv", "bencher"] as const;
export type RunSource = (typeof runSources)[number];

/** A run as the index keeps it. */
export interface RunRow {
  readonly id: string;
  /** When it began, in ms since 1970 (UTC). */
  readonly at: number;
  /** Of its machine. */
  readonly fingerprint: string;
  readonly experiment: string;
  /** Of the repository that keeps the experiment, where that is not Evenkeel's; else of Evenkeel. */
  readonly commit: string | null;
  /** Whether that code had uncommitted changes; null where it is not known. */
  readonly dirty: boolean | null;
  /** Its run folder, relative to the store's own where that is a file; null of what has none. */
  readonly folder: string | null;
  /** What tells its results from others under the same id: a sha256, in hexadecimal digits. */
  readonly resultsSha256: string;
  readonly source: RunSource;
  /** Why its times and memory are not judged; null where they are. */
  readonly quarantined: string | null;
}

/** A machine as the index keeps it; null is what is not known of it. */
export interface MachineRow {
  readonly fingerprint: string;
  /** What people call it. */
  readonly name: string | null;
  readonly cpu: string;
  readonly gpu: string | null;
  readonly cores: number | null;
  readonly memoryGib: number | null;
  readonly isa: string | null;
  readonly platform: string | null;
  readonly driver: string | null;
}

/** What one run brings, as importers of run folders and of other tools' files give it to the store. */
export interface Night {
  readonly run: RunRow;
  readonly machine: MachineRow;
  /** Of Node, libraries and drivers that ran, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** At most one of each series. */
  readonly points: readonly { readonly series: Series; readonly point: Point }[];
}
