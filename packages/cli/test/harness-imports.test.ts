import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const packages = resolve(import.meta.dirname, "../..");

/** Which names each file imports, by the file; every import of the house is a single `from`. */
function importsOf(folder: string): Map<string, { readonly from: string; readonly names: readonly string[] }[]> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return new Map(
    files.map((file) => {
      const path = join(folder, file);
      const found = readFileSync(path, "utf8").matchAll(/import (?:type )?\{(?<names>[^}]*)\} from "(?<from>[^"]+)";/g);
      const imports = [...found].map(({ groups }) => ({
        from: groups?.["from"] ?? "",
        names: (groups?.["names"] ?? "").split(",").map((name) => name.replace(/^\s*type /, "").trim()),
      }));
      return [path, imports] as const;
    }),
  );
}

const namesIn = (folder: string, from: (module: string) => boolean) =>
  [...importsOf(join(packages, folder)).values()]
    .flat()
    .filter((one) => from(one.from))
    .flatMap(({ names }) => names.filter((name) => name !== ""));

const isHarness = (module: string) => /^@evenkeel\/harness(?:\/|$)/.test(module);

it("parity takes from the harness only what the harness itself or the command line uses, too", () => {
  const borrowed = [...new Set(namesIn("parity/src", isHarness))];
  expect(borrowed).toContain("ask");
  const others = new Set([
    ...namesIn("harness/src", (module) => module.startsWith(".")),
    ...namesIn("cli/src", isHarness),
  ]);
  expect(borrowed.filter((name) => !others.has(name))).toEqual([]);
});
