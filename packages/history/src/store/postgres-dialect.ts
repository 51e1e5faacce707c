import {
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
} from "kysely";
import { Pool, TypeOverrides } from "pg";
import { guardedConnection } from "./guarded-connection.ts";

type Explain = (error: unknown) => Error;

/** PostgreSQL's number for `bigint`, which its client would give as text. */
const bigint = 20;

/** PostgreSQL by its client `pg`. Errors, of connecting too, are what `explain` makes of them. */
export function postgresDialect(url: string, explain: Explain): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new ExplainingDriver(() => openPool(url), explain),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function openPool(url: string): Pool {
  const withNumbers = new TypeOverrides();
  // Times and counts are whole numbers that a double holds.
  withNumbers.setTypeParser(bigint, Number);
  const pool = new Pool({
    connectionString: url,
    application_name: "evenkeel",
    max: 4,
    connectionTimeoutMillis: 15_000,
    types: withNumbers,
  });
  // A connection that breaks between two queries, idle or in a transaction: the next query says so.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

class ExplainingDriver extends PostgresDriver {
  readonly #explain: Explain;

  constructor(pool: () => Pool, explain: Explain) {
    super({ pool: async () => pool() });
    this.#explain = explain;
  }

  override async init(): Promise<void> {
    await this.#explained(() => super.init());
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return guardedConnection(await this.#explained(() => super.acquireConnection()), this.#explain);
  }

  async #explained<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw this.#explain(error);
    }
  }
}
