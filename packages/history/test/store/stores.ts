import { join } from "node:path";
import { afterAll, describe, onTestFinished } from "vitest";
import { openStore, type Store } from "../../src/index.ts";
import { noPostgres, startPostgres, type TestServer } from "../fixture/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A kind of store, and places for new ones of it. */
export interface Place {
  readonly kind: Store["kind"];
  /** A place where nothing lies. */
  readonly fresh: () => Promise<string>;
}

let server: Promise<TestServer> | null = null;

const places: readonly Place[] = [
  { kind: "sqlite", fresh: async () => join(await temporaryFolder(), "history.sqlite") },
  { kind: "postgres", fresh: async () => (await (server ??= startPostgres())).newDatabase() },
];

afterAll(async () => {
  await (await server)?.stop();
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
