import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { UsageError } from "@evenkeel/core";
import { makeFolder } from "@evenkeel/run-folder";
import { Kysely, sql, type Dialect, type Transaction } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations } from "./migrations.ts";
import { openSqlite, sqliteDialect, writeAhead } from "./sqlite-dialect.ts";
import { storeError, StoreError } from "./store-error.ts";
import { storePlace, type StorePlace } from "./store-place.ts";
import type { Tables } from "./tables.ts";

/** The index of runs: in a file by SQLite, or in a database of PostgreSQL. */
export interface Store {
  readonly kind: StorePlace["kind"];
  /** Where it lies, for messages: without the password of its URL. */
  readonly shown: string;
  /** For queries. What fails throws `StoreError`. */
  readonly database: Kysely<Tables>;
  /**
   * All of it or nothing, one writer after another, of other processes too. Throws `StoreError` where the other does
   * not end within half a minute.
   */
  write<T>(action: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Whether a file is made where there is none; a database of PostgreSQL has to be there in any case. */
  readonly create?: boolean;
}

const migrationTable = "evenkeel_migration";
/** Of PostgreSQL's advisory locks: any number that is always the same. */
const writerLock = 6_044_781_233;

/**
 * Opens a store at a file's path or the URL of a database (`postgres://…`), with the newest schema. Throws `UsageError`
 * for what is neither, or no file without `create`, and `StoreError` for what cannot be used.
 */
export async function openStore(where: string, { create = true }: OpenOptions = {}): Promise<Store> {
  const place = storePlace(where);
  if (place.kind === "sqlite" && !create && !existsSync(place.file)) {
    throw new UsageError("no history there", {
      where: "--store",
      expected: "a file that `evenkeel history import` has made",
      got: place.shown,
      remedy: "import a run first, or name another store",
    });
  }
  const database = new Kysely<Tables>({ dialect: await dialectOf(place) });
  try {
    await migrate(database, place);
  } catch (error) {
    await database.destroy().catch(() => undefined);
    throw storeError(place, error);
  }
  return {
    kind: place.kind,
    shown: place.shown,
    database,
    write: (action) =>
      database.transaction().execute(async (transaction) => {
        if (place.kind === "postgres") await waitForWriters(transaction);
        return action(transaction);
      }),
    close: () => database.destroy(),
  };
}

/** What an action does with a store, as one step: all of it or nothing. */
export async function inOneStep<T>(store: Store, action: (within: Store) => Promise<T>): Promise<T> {
  return store.write((transaction) =>
    action({ ...store, database: transaction, write: (inner) => inner(transaction) }),
  );
}

async function dialectOf(place: StorePlace): Promise<Dialect> {
  const explain = (error: unknown) => storeError(place, error);
  let database: DatabaseSync | null = null;
  try {
    if (place.kind === "postgres") {
      const { postgresDialect } = await import("./postgres-dialect.ts");
      return postgresDialect(place.url, explain);
    }
    await makeFolder(dirname(resolve(place.file)));
    database = openSqlite(place.file);
    refuseForeign(database, place);
    await writeAhead(database);
    return sqliteDialect(database, explain);
  } catch (error) {
    database?.close();
    throw explain(error);
  }
}

/** A file of another program stays as it is. */
function refuseForeign(database: DatabaseSync, { shown }: StorePlace): void {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  if (tables.length === 0 || tables.some(({ name }) => name === migrationTable)) return;
  throw new StoreError("a database of another program", {
    where: shown,
    expected: "a file that `evenkeel history import` has made, or none yet",
    remedy: "name another file",
  });
}

async function migrate(database: Kysely<Tables>, { kind, shown }: StorePlace): Promise<void> {
  const known = migrations(kind);
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => known },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = (await ranMigrations(database)).filter((name) => !(name in known));
  if (unknown.length === 0) throw error;
  throw new StoreError("from a newer Evenkeel", {
    where: shown,
    got: unknown.join(", "),
    remedy: "use it with the Evenkeel that wrote it, or a later one",
  });
}

/** Empty where that cannot be asked. */
async function ranMigrations(database: Kysely<Tables>): Promise<string[]> {
  const query = sql<{ readonly name: string }>`select name from ${sql.table(migrationTable)}`;
  const found = await query.execute(database).catch(() => null);
  return found === null ? [] : found.rows.map(({ name }) => name);
}

/** What SQLite does by itself. */
async function waitForWriters(transaction: Transaction<Tables>): Promise<void> {
  await sql`set local lock_timeout = '30s'`.execute(transaction);
  await sql`select pg_advisory_xact_lock(${sql.lit(writerLock)})`.execute(transaction);
}
