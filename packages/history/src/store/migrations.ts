import { sql, type ColumnDataType, type CreateTableBuilder, type Expression, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { StorePlace } from "./store-place.ts";

type Kind = StorePlace["kind"];
type Schema = Kysely<unknown>["schema"];
type Text = ColumnDataType | Expression<unknown>;

/** Versions of the schema by name, in the order of their names. One that has landed stays as it is. */
export function migrations(kind: Kind): Record<string, Migration> {
  // In the order of its bytes, as in SQLite, whatever the language of the server.
  const text = kind === "postgres" ? sql`text collate "C"` : "text";
  return {
    "0001-first": {
      up: async ({ schema }: { readonly schema: Schema }) => {
        await runs(schema, text, kind);
        await series(schema, text, kind);
        await checks(schema, text);
      },
    },
    "0002-judgements": { up: async ({ schema }: { readonly schema: Schema }) => judgements(schema, text) },
  };
}

async function runs(schema: Schema, text: Text, kind: Kind): Promise<void> {
  await schema
    .createTable("machine")
    .addColumn("fingerprint", text, (column) => column.primaryKey().notNull())
    .addColumn("name", text)
    .addColumn("cpu", text, (column) => column.notNull())
    .addColumn("gpu", text)
    .addColumn("cores", "integer")
    .addColumn("memory_gib", "double precision")
    .addColumn("isa", text)
    .addColumn("platform", text)
    .addColumn("driver", text)
    .execute();
  await schema
    .createTable("run")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("fingerprint", text, (column) => column.notNull().references("machine.fingerprint"))
    .addColumn("experiment", text, (column) => column.notNull())
    .addColumn("commit", text)
    .addColumn("dirty", "integer")
    .addColumn("folder", text)
    .addColumn("results_sha256", text, (column) => column.notNull())
    .addColumn("source", text, (column) => column.notNull())
    .addColumn("quarantined", text)
    .execute();
  await schema.createIndex("run_of_machine").on("run").columns(["fingerprint", "at"]).execute();
  const version = schema
    .createTable("version")
    .addColumn("run_id", text, (column) => column.notNull().references("run.id"))
    .addColumn("name", text, (column) => column.notNull())
    .addColumn("version", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("version_key", ["run_id", "name"]);
  await clustered(version, kind).execute();
}

async function series(schema: Schema, text: Text, kind: Kind): Promise<void> {
  await schema
    .createTable("series")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("fingerprint", text, (column) => column.notNull().references("machine.fingerprint"))
    .addColumn("backend", text, (column) => column.notNull())
    .addColumn("workload", text, (column) => column.notNull())
    .addColumn("workload_key", text, (column) => column.notNull())
    .addColumn("task", text, (column) => column.notNull())
    .addColumn("measurement", text, (column) => column.notNull())
    .addColumn("threads", text, (column) => column.notNull())
    .addColumn("batch_size", "integer")
    .addColumn("precision", text)
    .addColumn("control", "integer", (column) => column.notNull())
    .addColumn("unit", text, (column) => column.notNull())
    .addColumn("better", text)
    .execute();
  await schema.createIndex("series_of_machine").on("series").column("fingerprint").execute();
  // No reference to the run: without an index of its own, each run that is removed would read all points.
  const point = schema
    .createTable("point")
    .addColumn("series_id", text, (column) => column.notNull().references("series.id"))
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("run_id", text, (column) => column.notNull())
    .addColumn("value", "double precision", (column) => column.notNull())
    .addColumn("n", "integer", (column) => column.notNull())
    .addColumn("low", "double precision")
    .addColumn("high", "double precision")
    .addColumn("quarantined", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("point_key", ["series_id", "at", "run_id"]);
  await clustered(point, kind).execute();
}

async function checks(schema: Schema, text: Text): Promise<void> {
  await schema
    .createTable("finding")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("series_id", text, (column) => column.notNull().references("series.id"))
    .addColumn("change_at", "bigint", (column) => column.notNull())
    .addColumn("change_run", text, (column) => column.notNull())
    .addColumn("last_good_run", text)
    .addColumn("kind", text, (column) => column.notNull())
    .addColumn("effect", "double precision", (column) => column.notNull())
    .addColumn("p", "double precision", (column) => column.notNull())
    .addColumn("q", "double precision", (column) => column.notNull())
    .addColumn("state", text, (column) => column.notNull())
    .addColumn("proposed_at", "bigint", (column) => column.notNull())
    .addColumn("evidence", text)
    .addColumn("confirmed_at", "bigint")
    .execute();
  await schema.createIndex("finding_of_series").on("finding").column("series_id").execute();
  await schema
    .createTable("check_log")
    .addColumn("at", "bigint", (column) => column.primaryKey().notNull())
    .addColumn("judged", "integer", (column) => column.notNull())
    .addColumn("unjudged", "integer", (column) => column.notNull())
    .addColumn("missing", "integer", (column) => column.notNull())
    .addColumn("proposals", "integer", (column) => column.notNull())
    .execute();
}

/** What the last check said of each series, and what each check saw of A/A. */
async function judgements(schema: Schema, text: Text): Promise<void> {
  await schema
    .createTable("judgement")
    .addColumn("series_id", text, (column) => column.primaryKey().notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("presence", text, (column) => column.notNull())
    .addColumn("reason", text)
    .addColumn("minimum_detectable", "double precision")
    .execute();
  await schema.alterTable("check_log").addColumn("false_alarms", text).execute();
}

/** Rows lie in the order of their key, beside those of the same series or run. PostgreSQL has no such tables. */
function clustered<Table extends string, Column extends string>(
  table: CreateTableBuilder<Table, Column>,
  kind: Kind,
): CreateTableBuilder<Table, Column> {
  return kind === "sqlite" ? table.modifyEnd(sql`without rowid`) : table;
}
