import { EvenkeelError } from "@evenkeel/core";
import { withoutSecrets, type StorePlace } from "./store-place.ts";

/** A store cannot be opened, read or written, or what it holds contradicts what is to be written. */
export class StoreError extends EvenkeelError {
  readonly code = "store";
}

/** SQLite's result codes, without what extends them. */
const sqliteRemedies: Readonly<Record<number, string>> = {
  5: "another process is writing there: try again when it has ended",
  6: "another process is writing there: try again when it has ended",
  8: "allow writing there, or name another store",
  11: "move the file away, and make it anew by `evenkeel history rebuild`",
  13: "free disk space",
  14: "allow writing there, or name another store",
  26: "name another file, or move this one away and make it anew by `evenkeel history rebuild`",
};

const checkServer = "check host and port, and that the server runs there";
const tryAgain = "try again when the server is there again";

/** PostgreSQL's conditions, and the system's errors in reaching it. */
const postgresRemedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: checkServer,
  ENOENT: checkServer,
  ENOTFOUND: checkServer,
  ETIMEDOUT: checkServer,
  EHOSTUNREACH: checkServer,
  ECONNRESET: tryAgain,
  EPIPE: tryAgain,
  "28000": "check user and password",
  "28P01": "check user and password",
  "3D000": "make the database first: createdb",
  "42501": "grant the user what is missing; a store makes its own tables",
  "42P07": "give the store a database of its own",
  "53100": "free disk space on the server",
  "53300": "the server has no connection left: try again later",
  "55P03": "another process is writing there: try again when it has ended",
  "57P01": tryAgain,
  "57P03": tryAgain,
};

/** What to do about a condition of PostgreSQL, or an error of the system in reaching it; undefined of most. */
export function serverRemedy(code: string): string | undefined {
  return postgresRemedies[code];
}

/** What went wrong with a store, in one line, without the password of its URL; what is a `StoreError` stays one. */
export function storeError(place: StorePlace, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const { message, code, errcode } = (cause ?? {}) as { message?: unknown; code?: unknown; errcode?: unknown };
  const remedy = typeof errcode === "number" ? sqliteRemedies[errcode & 0xff] : serverRemedy(String(code));
  const told = typeof message === "string" && message !== "" ? message : String(code ?? cause);
  return new StoreError("the store cannot be used", {
    where: place.shown,
    got: withoutSecrets(told, place),
    ...(remedy !== undefined && { remedy }),
    // What the client of PostgreSQL throws may carry the settings of its connection.
    ...(place.kind === "sqlite" && { cause }),
  });
}
