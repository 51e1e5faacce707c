/** The tables of a store, the same in SQLite and in PostgreSQL. Flags are 0 and 1, times ms since 1970 (UTC). */
export interface Tables {
  readonly machine: MachineTable;
  readonly run: RunTable;
  readonly version: VersionTable;
  readonly series: SeriesTable;
  readonly point: PointTable;
  readonly finding: FindingTable;
  readonly check_log: CheckLogTable;
  readonly judgement: JudgementTable;
}

export interface MachineTable {
  readonly fingerprint: string;
  readonly name: string | null;
  readonly cpu: string;
  readonly gpu: string | null;
  readonly cores: number | null;
  readonly memory_gib: number | null;
  readonly isa: string | null;
  readonly platform: string | null;
  readonly driver: string | null;
}

export interface RunTable {
  readonly id: string;
  readonly at: number;
  readonly fingerprint: string;
  readonly experiment: string;
  readonly commit: string | null;
  readonly dirty: number | null;
  readonly folder: string | null;
  readonly results_sha256: string;
  readonly source: string;
  readonly quarantined: string | null;
}

export interface VersionTable {
  readonly run_id: string;
  readonly name: string;
  readonly version: string;
}

export interface SeriesTable {
  readonly id: string;
  readonly fingerprint: string;
  readonly backend: string;
  readonly workload: string;
  readonly workload_key: string;
  readonly task: string;
  readonly measurement: string;
  readonly threads: string;
  readonly batch_size: number | null;
  readonly precision: string | null;
  readonly control: number;
  readonly unit: string;
  readonly better: string | null;
}

export interface PointTable {
  readonly series_id: string;
  readonly at: number;
  readonly run_id: string;
  readonly value: number;
  readonly n: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly quarantined: number;
}

export interface FindingTable {
  readonly id: string;
  readonly series_id: string;
  readonly change_at: number;
  readonly change_run: string;
  readonly last_good_run: string | null;
  readonly kind: string;
  readonly effect: number;
  readonly p: number;
  readonly q: number;
  readonly state: string;
  readonly proposed_at: number;
  /** JSON. */
  readonly evidence: string | null;
  readonly confirmed_at: number | null;
}

export interface CheckLogTable {
  readonly at: number;
  readonly judged: number;
  readonly unjudged: number;
  readonly missing: number;
  readonly proposals: number;
  /** JSON of `FalseAlarms`; null of a check that did not look at them. */
  readonly false_alarms: string | null;
}

export interface JudgementTable {
  readonly series_id: string;
  /** Of the check. */
  readonly at: number;
  readonly presence: string;
  /** Why it was not judged; null where it was. */
  readonly reason: string | null;
  readonly minimum_detectable: number | null;
}
