import type { JobQueue } from "@evenkeel/fleet";
import { Option } from "commander";

/** What every command that works with a queue takes. */
export interface QueueFlags {
  readonly queue: string;
}

/** The last lines of a queue's help. */
export const queueHelp = `--queue may be left out where the variable EVENKEEL_QUEUE holds the URL. A password belongs into neither: PostgreSQL's
client reads it from PGPASSWORD or ~/.pgpass. docs/fleet.md says what the queue keeps and what becomes of a job.`;

export function queueOption(): Option {
  return new Option("--queue <url>", "the queue: postgres://user@host/database")
    .env("EVENKEEL_QUEUE")
    .makeOptionMandatory();
}

/** Does something with the queue that is meant, and closes it. */
export async function withQueue<T>({ queue: url }: QueueFlags, action: (queue: JobQueue) => Promise<T>): Promise<T> {
  // Every other command would wait for the clients of a database.
  const { openQueue } = await import("@evenkeel/fleet");
  const queue = await openQueue(url);
  try {
    return await action(queue);
  } finally {
    await queue.close();
  }
}
