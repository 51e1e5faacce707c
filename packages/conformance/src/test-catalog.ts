import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Backend, BackendEntry } from "@evenkeel/core";
import { describe, expect, test } from "vitest";

/** What `suite/import-catalog.ts` prints. */
interface Imported {
  /** URLs of the modules that importing the catalogue loads. */
  readonly modules: readonly string[];
  /** What the backend says of itself; null where none was asked for, or its library is not installed. */
  readonly identity: Pick<Backend, "id" | "title" | "device"> | null;
}

/**
 * Registers the vitest tests that every catalogue must pass: importing it loads nothing from npm, and each backend has
 * the identity of its entry. Each is asked in a process of its own, since some libraries must not meet in one. A
 * backend whose library is not installed is skipped.
 *
 * @param catalogModule URL of the module that exports `catalog`.
 */
export function testCatalog(catalog: readonly BackendEntry[], catalogModule: URL): void {
  describe("the catalogue", () => {
    test("loads no library", async () => {
      const { modules } = await importCatalog(catalogModule);
      expect(modules).toContain(catalogModule.href);
      expect(modules.filter((url) => url.includes("/node_modules/"))).toEqual([]);
    });

    test.for(catalog.map((entry) => [entry.id, entry] as const))(
      "names %s as it names itself",
      async ([id, entry], { skip }) => {
        const { identity } = await importCatalog(catalogModule, id);
        if (identity === null) skip("its library is not installed");
        expect(identity).toEqual({ id, title: entry.title, device: entry.device });
      },
    );
  });
}

async function importCatalog(catalogModule: URL, ...id: readonly string[]): Promise<Imported> {
  const script = fileURLToPath(new URL("suite/import-catalog.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, catalogModule.href, ...id]);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Imported;
}
