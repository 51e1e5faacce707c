import { sql } from "kysely";
import { serves } from "../job/capability.ts";
import type { JobQueue } from "../queue/open-queue.ts";
import type { Taker } from "./claim.ts";
import { now } from "./rows.ts";

/** A worker that gave a sign lately. */
export interface Present {
  readonly name: string;
  readonly fingerprint: string;
  readonly backends: readonly string[];
  readonly takesAll: boolean;
  readonly since: Date;
  readonly seen: Date;
}

/** Says that a worker is there, and what it takes jobs for. Throws `QueueError`. */
export async function present(queue: JobQueue, { offer, fingerprint, place }: Taker): Promise<void> {
  const told = { name: offer.name, fingerprint, backends: offer.backends.join(" "), takes_all: offer.all };
  await queue.read((rows) =>
    rows
      .insertInto("worker")
      .values({ place, ...told })
      .onConflict((conflict) => conflict.column("place").doUpdateSet({ ...told, seen: now }))
      .execute(),
  );
}

/** Says that it is not there any more. Throws `QueueError`. */
export async function absent(queue: JobQueue, place: string): Promise<void> {
  await queue.read((rows) => rows.deleteFrom("worker").where("place", "=", place).execute());
}

/** The workers that gave a sign within the time after which one counts as lost, by name. Throws `QueueError`. */
export async function workersOf(queue: JobQueue): Promise<Present[]> {
  const rows = await queue.read((tables) =>
    tables
      .selectFrom("worker")
      .select(["name", "fingerprint", "backends", "takes_all", "since", "seen"])
      .where("seen", ">", sql<Date>`clock_timestamp() - ${queue.heartbeatSeconds} * interval '1 second'`)
      .orderBy("name")
      .execute(),
  );
  return rows.map(({ backends, takes_all: takesAll, ...row }) => ({
    ...row,
    backends: backends.split(" ").filter((id) => id !== ""),
    takesAll,
  }));
}

/** Those of them that can do what waits in a queue. */
export function serving(workers: readonly Present[], queue: string): Present[] {
  return workers.filter(({ name, backends, takesAll }) => serves({ name, backends, all: takesAll }, queue));
}
