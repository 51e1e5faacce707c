import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { largestSubmissionBytes } from "../job/submission.ts";

/** The schema of the fleet's own tables. */
export const tablesSchema = "evenkeel_fleet";

/** Versions of the tables by name, in the order of their names. One that has landed stays as it is. */
export const migrations: Record<string, Migration> = {
  "0001-first": {
    up: async (database: Kysely<unknown>) => {
      const { schema } = database.withSchema(tablesSchema);
      await schema
        .createTable("job")
        .addColumn("id", "uuid", (column) => column.primaryKey())
        .addColumn("submitted_at", "timestamptz", (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
        .addColumn("experiment", "text", (column) => column.notNull())
        .addColumn("submission", "text", (column) => column.notNull())
        .addColumn("queue", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("attempt", "uuid")
        .addColumn("strikes", "integer", (column) => column.notNull().defaultTo(0))
        .addColumn("ended_at", "timestamptz")
        .addColumn("good", "boolean")
        .addColumn("reason", "text")
        .addCheckConstraint("job_size", sql`octet_length(submission) <= ${sql.lit(largestSubmissionBytes)}`)
        .execute();
      await schema.createIndex("job_by_state").on("job").columns(["state", "submitted_at"]).execute();
      await schema
        .createTable("attempt")
        .addColumn("id", "uuid", (column) => column.primaryKey())
        .addColumn("job", "uuid", (column) => column.notNull().references(`${tablesSchema}.job.id`))
        .addColumn("queue", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("place", "uuid")
        .addColumn("worker", "text")
        .addColumn("fingerprint", "text")
        .addColumn("run", "text")
        .addColumn("sent_at", "timestamptz", (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
        .addColumn("started_at", "timestamptz")
        .addColumn("ended_at", "timestamptz")
        .addColumn("cells_before", "integer", (column) => column.notNull().defaultTo(0))
        .addColumn("cells_done", "integer", (column) => column.notNull().defaultTo(0))
        .addColumn("cells_planned", "integer")
        .addColumn("reason", "text")
        .execute();
      await schema.createIndex("attempt_of_job").on("attempt").columns(["job", "sent_at"]).execute();
      await schema
        .createTable("worker")
        .addColumn("place", "uuid", (column) => column.primaryKey())
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("fingerprint", "text", (column) => column.notNull())
        .addColumn("backends", "text", (column) => column.notNull())
        .addColumn("takes_all", "boolean", (column) => column.notNull())
        .addColumn("since", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
        .addColumn("seen", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
        .execute();
    },
  },
};
