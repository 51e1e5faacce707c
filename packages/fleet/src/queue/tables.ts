import type { ColumnType, Generated } from "kysely";
import type { AttemptState, JobState } from "../job/states.ts";

/** What the fleet keeps beside the queues of pg-boss, in a schema of its own. Ids are UUIDs. */
export interface Tables {
  readonly job: JobTable;
  readonly attempt: AttemptTable;
  readonly worker: WorkerTable;
}

type Moment = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface JobTable {
  readonly id: string;
  readonly submitted_at: Generated<Date>;
  /** The name of its experiment, for lists alone. */
  readonly experiment: string;
  /** JSON, checked by whoever takes it. */
  readonly submission: string;
  readonly queue: string;
  readonly state: JobState;
  /** The attempt that runs, or the last one that did. */
  readonly attempt: string | null;
  /** Attempts in a row whose worker was lost before a cell was settled. */
  readonly strikes: Generated<number>;
  readonly ended_at: Moment;
  /** Of a job that is done: whether every cell that could run there completed. */
  readonly good: boolean | null;
  readonly reason: string | null;
}

export interface AttemptTable {
  /** Also the id of the job in pg-boss: one attempt is handed out once. */
  readonly id: string;
  readonly job: string;
  readonly queue: string;
  readonly state: AttemptState;
  readonly place: string | null;
  readonly worker: string | null;
  readonly fingerprint: string | null;
  /** The run that it began or went on with. */
  readonly run: string | null;
  readonly sent_at: Generated<Date>;
  readonly started_at: Moment;
  readonly ended_at: Moment;
  /** Settled cells of the run when the attempt took it up, those of now, and those of the plan. */
  readonly cells_before: Generated<number>;
  readonly cells_done: Generated<number>;
  readonly cells_planned: number | null;
  readonly reason: string | null;
}

export interface WorkerTable {
  readonly place: string;
  readonly name: string;
  readonly fingerprint: string;
  /** Ids joined by spaces. */
  readonly backends: string;
  readonly takes_all: boolean;
  readonly since: Generated<Date>;
  readonly seen: Generated<Date>;
}
