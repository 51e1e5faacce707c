import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, onTestFinished } from "vitest";
import { openStore, type Store } from "../../src/index.ts";
import { noPostgres, startPostgres, type TestServer } from "../fixture/index.ts";

/** A kind of store, and places for new ones of it. */
export interface Place {
  readonly kind: Store["kind"];
  /** A place where nothing lies. */
  readonly fresh: () => Promise<string>;
}

let server: Promise<TestServer> | null = null;
let folder: Promise<string> | null = null;
let files = 0;

const places: readonly Place[] = [
  {
    kind: "sqlite",
    fresh: async () => join(await (folder ??= mkdtemp(join(tmpdir(), "evenkeel-store-"))), `${(files += 1)}.sqlite`),
  },
  { kind: "postgres", fresh: async () => (await (server ??= startPostgres())).newDatabase() },
];

afterAll(async () => {
  await (await server)?.stop();
  if (folder !== null) await rm(await folder, { recursive: true, force: true });
});

/** The same tests of each kind of store; where a server is missing, its own are skipped and say so. */
export function describeStores(tests: (place: Place) => void): void {
  for (const place of places) {
    const skipped = place.kind === "postgres" ? noPostgres : null;
    describe.skipIf(skipped !== null)(`${place.kind}${skipped === null ? "" : `: ${skipped}`}`, () => {
      tests(place);
    });
  }
}

/** Opens a store that the test closes when it ends. */
export async function opened(where: string): Promise<Store> {
  const store = await openStore(where);
  onTestFinished(() => store.close());
  return store;
}
