import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import {
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
} from "kysely";
import { guardedConnection } from "./guarded-connection.ts";

/** How long to wait for another writer, in ms. */
const patienceMs = 30_000;
/** How long SQLite itself waits, which keeps this process from everything else, in ms. */
const busyTimeoutMs = 5000;

/** SQLite's result code for a database that another holds, without what extends it. */
const busy = 5;

type Explain = (error: unknown) => Error;

/**
 * SQLite by Node's own module. A transaction takes the right to write at its beginning, so that none fails in its
 * middle, and tables are made in transactions, too: neither is so in Kysely's own dialect.
 */
export function sqliteDialect(database: DatabaseSync, explain: Explain): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new WritingDriver(database, explain),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Opens a file, which is made where there is none. Throws what SQLite says. */
export function openSqlite(file: string): DatabaseSync {
  return new DatabaseSync(file, { timeout: busyTimeoutMs });
}

/** The journal is written ahead of the database from now on: who reads waits for nobody. Throws what SQLite says. */
export async function writeAhead(database: DatabaseSync): Promise<void> {
  // Of several that begin at the same time, SQLite lets some fail at once.
  await whileBusy(() => {
    const [mode] = Object.values(database.prepare("PRAGMA journal_mode").get() ?? {});
    if (mode !== "wal") database.exec("PRAGMA journal_mode = WAL");
  });
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class WritingDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #explain: Explain;

  constructor(database: DatabaseSync, explain: Explain) {
    super({ database: shim(database) });
    this.#database = database;
    this.#explain = explain;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return guardedConnection(await super.acquireConnection(), this.#explain);
  }

  /** Waits for another writer without holding this process up: the writer may be in it. */
  override async beginTransaction(): Promise<void> {
    try {
      this.#database.exec("PRAGMA busy_timeout = 0");
      await whileBusy(() => this.#database.exec("BEGIN IMMEDIATE"));
    } catch (error) {
      throw this.#explain(error);
    } finally {
      this.#database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    }
  }
}

/** Tries again while another holds the database, for as long as `patienceMs`. */
async function whileBusy(action: () => void): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      action();
      return;
    } catch (error) {
      const { errcode = 0 } = error as { readonly errcode?: number };
      if ((errcode & 0xff) !== busy || performance.now() > deadline) throw error;
    }
    // Not all at the same moment.
    await setTimeout(5 + 20 * Math.random());
  }
}

/** Node's database in the shape of the one that Kysely was written for. */
function shim(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => {
      database.close();
    },
    prepare: (sql) => {
      const statement = database.prepare(sql);
      const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}
