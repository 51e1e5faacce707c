import { mkdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { inspect } from "node:util";
import { EvenkeelError } from "@evenkeel/core";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { importNight, listSeries, openStore, StoreError } from "../../src/index.ts";
import { madeUpNight, noPostgres, startPostgres, testPassword, type TestServer } from "../fixture/index.ts";
import { describeStores } from "./stores.ts";
import { temporaryFolder } from "../temporary-folder.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

async function errorOf(where: string, create = true): Promise<EvenkeelError> {
  const error: unknown = await openStore(where, { create }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EvenkeelError);
  return error as EvenkeelError;
}

describeStores(({ fresh }) => {
  it("opens again what it has made, with what is in it", async () => {
    const where = await fresh();
    for (const night of [0, 1]) {
      const store = await openStore(where);
      await importNight(store, madeUpNight({ night }));
      expect((await listSeries(store)).map(({ nights }) => nights)).toEqual(Array.from({ length: 8 }, () => night + 1));
      await store.close();
    }
  });

  it("leaves alone what a newer Evenkeel has made", async () => {
    const where = await fresh();
    const store = await openStore(where);
    await sql`insert into evenkeel_migration (name, timestamp) values ('9999-later', '2030-01-01')`.execute(
      store.database,
    );
    await store.close();
    const { message } = await errorOf(where);
    expect(message).toMatch(/: from a newer Evenkeel; got 9999-later; use it with the Evenkeel that wrote it/);
  });
});

describe("a file", () => {
  it.each([
    ["mysql://root@host/db", /^--store: no place for a store; expected a file, or postgres:.*; got mysql:\/\/…$/],
    ["postgres://a:b@host:port/db", /^--store: no URL of a database; .*; got postgres:\/\/… that cannot be read/],
  ])("is told from the URL %s", async (where, message) => {
    const error = await errorOf(where);
    expect(error.message).toMatch(message);
    expect(error.exitCode).toBe(2);
  });

  it("is not made where it is only to be read", async () => {
    const where = join(folder, "none.sqlite");
    const error = await errorOf(where, false);
    expect(error.message).toMatch(
      /^--store: no history there; expected a file that .* has made; got .*none\.sqlite; import a run first/,
    );
    expect(error.exitCode).toBe(2);
    expect(existsSync(where)).toBe(false);
  });

  it("is made with its folder", async () => {
    const store = await openStore(join(folder, "a", "b", "history.sqlite"));
    await store.close();
    expect(existsSync(join(folder, "a", "b", "history.sqlite"))).toBe(true);
  });

  it("of another program stays as it is", async () => {
    const where = join(folder, "other.sqlite");
    const database = new DatabaseSync(where);
    database.exec("CREATE TABLE bookmarks (id INTEGER)");
    database.close();
    const before = await readFile(where);
    expect((await errorOf(where)).message).toMatch(/a database of another program; .*; name another file$/);
    expect(await readFile(where)).toEqual(before);
  });

  it("that is none of SQLite's, and a folder, are said in one line", async () => {
    const text = join(folder, "text.sqlite");
    await writeFile(text, "no database at all, but some text that is long enough ".repeat(20));
    const damaged = await errorOf(text);
    expect(damaged).toBeInstanceOf(StoreError);
    expect(damaged.message).toMatch(/the store cannot be used; got file is not a database; name another file, or move/);
    await mkdir(join(folder, "directory"));
    expect((await errorOf(join(folder, "directory"))).message).toMatch(/the store cannot be used; got unable to open/);
  });

  it("that is damaged in its middle is said in one line, too", async () => {
    const where = join(folder, "torn.sqlite");
    const store = await openStore(where);
    for (let night = 0; night < 40; night += 1) await importNight(store, madeUpNight({ night, series: 40 }));
    await store.close();
    const bytes = await readFile(where);
    await writeFile(where, Buffer.concat([bytes.subarray(0, 4096 * 20), Buffer.alloc(bytes.length - 4096 * 20, 0x5a)]));
    const again = await openStore(where).catch((error: unknown) => error);
    const error = again instanceof Error ? again : await listSeries(again as never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreError);
    expect((error as Error).message).toMatch(/malformed; move the file away, and make it anew/);
  });
});

describe.skipIf(noPostgres !== null)(`a database of PostgreSQL${noPostgres === null ? "" : `: ${noPostgres}`}`, () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  const changed = async (change: (url: URL) => void): Promise<string> => {
    const url = new URL(await server.newDatabase());
    change(url);
    return url.href;
  };
  const spellings = [testPassword, encodeURIComponent(testPassword), "hunter+two", "hunter2"];

  it.each<[string, (url: URL) => void, RegExp]>([
    [
      "a wrong password",
      (url) => (url.password = "hunter2"),
      /^postgres:\/\/bench@127.*: the store cannot be used; got password authentication failed.*; check user and passw/,
    ],
    [
      "a password in a parameter",
      (url) => {
        url.password = "";
        url.searchParams.set("password", "hunter+two");
      },
      /password authentication failed/,
    ],
    [
      "a database that is not there",
      (url) => (url.pathname = "/none"),
      /database "none" does not exist; make the data/,
    ],
    [
      "a server that is not there",
      (url) => (url.port = "1"),
      /ECONNREFUSED.*; check host and port, and that the server/,
    ],
    [
      "a password in the name of the database",
      (url) => (url.pathname = `/${encodeURIComponent(testPassword)}`),
      /^postgres:.*\/\*\*\*: the store cannot be used; got database "\*\*\*" does not exist/,
    ],
  ])("%s is said in one line, without the password", async (_what, change, message) => {
    const error = await errorOf(await changed(change));
    expect(error.message).toMatch(message);
    for (const secret of spellings) expect(inspect(error, { depth: 10 })).not.toContain(secret);
  });

  it("does not show its password", async () => {
    const store = await openStore(await server.newDatabase());
    expect(store.shown).toMatch(/^postgres:\/\/bench@127\.0\.0\.1:\d+\/history_\d+$/);
    for (const secret of spellings) expect(inspect(store.shown)).not.toContain(secret);
    await store.close();
  });

  it("whose server ends is said in one line, and nothing else ends", async () => {
    const store = await openStore(await server.newDatabase());
    await importNight(store, madeUpNight({ night: 0 }));
    await server.stop();
    await expect(importNight(store, madeUpNight({ night: 1 }))).rejects.toThrow(StoreError);
    await store.close();
  });
});
