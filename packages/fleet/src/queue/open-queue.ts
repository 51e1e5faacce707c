import { postgresPlace } from "@evenkeel/history/postgres";
import { Kysely, PostgresDialect, type Transaction } from "kysely";
import { Migrator } from "kysely/migration";
import { Pool } from "pg";
import { fromKysely, PgBoss, type Db } from "pg-boss";
import { lostQueue } from "../job/capability.ts";
import { migrations, tablesSchema } from "./migrations.ts";
import { queueError } from "./queue-error.ts";
import type { Tables } from "./tables.ts";

/** Rows of the fleet and jobs of pg-boss, changed together or not at all. */
export interface Step {
  readonly rows: Transaction<Tables>;
  /** For the option `db` of what pg-boss does. */
  readonly db: Db;
}

/** Jobs of a fleet on a PostgreSQL server: the queues of pg-boss, and beside them what became of each job. */
export interface JobQueue {
  /** Where it lies, for messages: without the password of its URL. */
  readonly shown: string;
  readonly boss: PgBoss;
  /** Without a sign from a worker for so long, its job is taken from it. */
  readonly heartbeatSeconds: number;
  /** How long a run waits for its machine before it is begun anew elsewhere. */
  readonly graceSeconds: number;
  /** Throws `QueueError`. */
  read<T>(action: (rows: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** All of it or nothing; tried again where two such steps waited for each other. Throws `QueueError`. */
  write<T>(action: (step: Step) => Promise<T>): Promise<T>;
  /** Makes a queue of this name unless it is there. Throws `QueueError`. */
  ensure(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface QueueOptions {
  /** At least 10; 60 by default. */
  readonly heartbeatSeconds?: number;
  /** 600 by default. */
  readonly graceSeconds?: number;
}

const bossSchema = "evenkeel_queue";
const day = 86_400;
/** PostgreSQL's conditions for steps that waited for each other. */
const tryAgain: ReadonlySet<unknown> = new Set(["40P01", "40001"]);

/**
 * Opens the queue at the URL of a database (`postgres://…`), and makes its schemas there if they are missing. Throws
 * `UsageError` for another URL, `QueueError` for what cannot be reached or used.
 */
export async function openQueue(url: string, options: QueueOptions = {}): Promise<JobQueue> {
  const { heartbeatSeconds = 60, graceSeconds = 600 } = options;
  const place = postgresPlace(url, "--queue");
  const explained = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      throw queueError(place, error);
    }
  };
  const database = databaseAt(url);
  const rows = database.withSchema(tablesSchema);
  const boss = bossAt(url, heartbeatSeconds);
  const ensure = ensureQueues(boss, heartbeatSeconds);
  const close = async () => {
    await boss.stop({ graceful: false }).catch(() => undefined);
    await database.destroy().catch(() => undefined);
  };
  try {
    await explained(async () => {
      await migrate(database);
      await boss.start();
      await ensure(lostQueue);
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    shown: place.shown,
    boss,
    heartbeatSeconds,
    graceSeconds,
    read: (action) => explained(() => action(rows)),
    write: (action) => explained(() => inTransaction(database, action)),
    ensure: (name) => explained(() => ensure(name)),
    close,
  };
}

function databaseAt(url: string): Kysely<Tables> {
  const pool = new Pool({
    connectionString: url,
    application_name: "evenkeel fleet",
    max: 2,
    connectionTimeoutMillis: 15_000,
  });
  // A connection that breaks between two queries, idle or in a transaction: the next query says so.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

/** What pg-boss does by timers elsewhere is done here by whoever looks after the queue (`settleLost`). */
function bossAt(url: string, heartbeatSeconds: number): PgBoss {
  const boss = new PgBoss({
    connectionString: url,
    application_name: "evenkeel queue",
    schema: bossSchema,
    max: 2,
    supervise: false,
    schedule: false,
    monitorIntervalSeconds: Math.max(1, Math.floor(heartbeatSeconds / 8)),
  });
  // Of its own timers; what is asked of it rejects.
  boss.on("error", () => undefined);
  return boss;
}

/** A job is handed out once: nothing is measured again because a worker was lost, without somebody deciding so. */
function ensureQueues(boss: PgBoss, heartbeatSeconds: number): (name: string) => Promise<void> {
  const known = new Set<string>();
  return async (name) => {
    if (known.has(name)) return;
    await boss.createQueue(name, {
      retryLimit: 0,
      heartbeatSeconds,
      expireInSeconds: day - 1,
      retentionSeconds: 365 * day,
      deleteAfterSeconds: 7 * day,
      ...(name !== lostQueue && { deadLetter: lostQueue }),
    });
    known.add(name);
  };
}

async function migrate(database: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: tablesSchema,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

async function inTransaction<T>(database: Kysely<Tables>, action: (step: Step) => Promise<T>): Promise<T> {
  for (let left = 5; ; left -= 1) {
    try {
      return await database
        .transaction()
        .execute((transaction) => action({ rows: transaction.withSchema(tablesSchema), db: fromKysely(transaction) }));
    } catch (error) {
      if (left === 0 || !tryAgain.has((error as { code?: unknown }).code)) throw error;
    }
  }
}
