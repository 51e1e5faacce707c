import { UsageError } from "@evenkeel/core";

/** Where a store lies. */
export type StorePlace = SqlitePlace | PostgresPlace;

interface SqlitePlace {
  readonly kind: "sqlite";
  readonly file: string;
  /** For messages. */
  readonly shown: string;
}

export interface PostgresPlace {
  readonly kind: "postgres";
  readonly url: string;
  /** For messages: without password and parameters. */
  readonly shown: string;
  /** Each way in which the password is written: it stands in no message. */
  readonly secrets: readonly string[];
}

const scheme = /^(?<name>[a-z][a-z0-9+.-]+):\/\//i;
const server = "postgres://user@host:5432/database";
const expected = `a file, or ${server}`;

/** A file's path, or the URL of a database in PostgreSQL. Throws `UsageError`, which holds nothing of a URL. */
export function storePlace(where: string): StorePlace {
  const name = scheme.exec(where)?.groups?.["name"]?.toLowerCase();
  if (name === undefined) return { kind: "sqlite", file: where, shown: where };
  if (name === "postgres" || name === "postgresql") return postgresPlace(where, "--store");
  throw new UsageError("no place for a store", { where: "--store", expected, got: `${name}://…` });
}

/** The URL of a PostgreSQL database, typed for `flag`. Throws `UsageError`, which holds nothing of it. */
export function postgresPlace(where: string, flag: string): PostgresPlace {
  const name = scheme.exec(where)?.groups?.["name"]?.toLowerCase();
  if (name !== "postgres" && name !== "postgresql") {
    throw new UsageError("no URL of a database", {
      where: flag,
      expected: server,
      got: name === undefined ? "no URL" : `${name}://…`,
    });
  }
  const url = URL.canParse(where) ? new URL(where) : null;
  if (url === null) {
    throw new UsageError("no URL of a database", {
      where: flag,
      expected: server,
      got: `${name}://… that cannot be read`,
      remedy: "write special characters of user and password as %XX",
    });
  }
  const secrets = secretsOf(url);
  const user = url.username === "" ? "" : `${url.username}@`;
  const shown = hiding(`postgres://${user}${url.host}${url.pathname}`, secrets);
  return { kind: "postgres", url: where, shown, secrets };
}

function secretsOf(url: URL): string[] {
  const given = [url.password, ...url.searchParams.getAll("password")];
  const written = given.flatMap((text) => [
    text,
    decodedBy(decodeURIComponent, text),
    decodedBy(decodeURI, text),
    encodeURIComponent(text),
  ]);
  return [...new Set(written)].filter((text) => text !== "").toSorted((a, b) => b.length - a.length);
}

/** As it stands where it cannot be decoded. */
function decodedBy(decode: (text: string) => string, text: string): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}

/** A text in which no password of the place stands. */
export function withoutSecrets(text: string, place: StorePlace): string {
  if (place.kind === "sqlite") return text;
  return hiding(text, place.secrets);
}

function hiding(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, "***"), text);
}
