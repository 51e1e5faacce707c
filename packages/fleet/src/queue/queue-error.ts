import { EvenkeelError } from "@evenkeel/core";
import { serverRemedy, withoutSecrets, type PostgresPlace } from "@evenkeel/history/postgres";

/** The server of the queue cannot be reached or used. What a worker measures meanwhile stays on its machine. */
export class QueueError extends EvenkeelError {
  readonly code = "queue";
}

/** What went wrong with a queue, in one line without the password of its URL. An error of Evenkeel's stays as it is. */
export function queueError(place: PostgresPlace, cause: unknown): EvenkeelError {
  if (cause instanceof EvenkeelError) return cause;
  const { message, code } = (cause ?? {}) as { message?: unknown; code?: unknown };
  const remedy = serverRemedy(String(code));
  const told = typeof message === "string" && message !== "" ? message : String(code ?? cause);
  // Without the cause: what the client of PostgreSQL throws may carry the settings of its connection.
  return new QueueError("the queue cannot be used", {
    where: place.shown,
    got: withoutSecrets(told, place),
    ...(remedy !== undefined && { remedy }),
  });
}
