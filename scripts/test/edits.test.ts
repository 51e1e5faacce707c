import { describe, expect, it } from "vitest";
import { addDependency, addEntry, addLineBefore, addStatement, all } from "../new/edits.ts";

const at = (edit: (text: string, file: string) => string, text: string) => edit(text, "a.ts");

describe("addEntry", () => {
  it.each([
    ["const list = [];", "const list = [\nd,\n];"],
    ["const list = [a, b];", "const list = [a, b,\nd,\n];"],
    ["const list = [\n  a,\n];", "const list = [\n  a,\nd,\n];"],
    ['const list = ["]", [b]]; const c = [x];', 'const list = ["]", [b],\nd,\n]; const c = [x];'],
    ["const list = [\n  a, // not ] here\n];", "const list = [\n  a, // not ] here\nd,\n];"],
  ])("adds to the end of %j", (text, expected) => {
    expect(at(addEntry(/const list = \[/, "d"), text)).toBe(expected);
  });

  it("adds to an interface", () => {
    expect(at(addEntry(/interface A \{/, "b: number", ";"), "interface A { a: string }")).toBe(
      "interface A { a: string;\nb: number;\n}",
    );
  });

  it.each(["const other = [];", "const list = []; const list = [];", "const list = [a;"])("refuses %j", (text) => {
    expect(() => at(addEntry(/const list = \[/, "d"), text)).toThrow(/a\.ts: cannot tell where to add to it/);
  });
});

describe("addStatement", () => {
  const text = 'import z from "z";\nimport {\n  b,\n} from "./b.ts";\nimport { d } from "./d.ts";\n\nb(d);\n';

  it.each([
    ["a", 'import z from "z";\nimport { a } from "./a.ts";\nimport {\n  b,'],
    ["c", '} from "./b.ts";\nimport { c } from "./c.ts";\nimport { d } from'],
    ["e", 'from "./d.ts";\nimport { e } from "./e.ts";\n\nb(d);'],
  ])("puts %s in its place", (name, expected) => {
    expect(at(addStatement(`import { ${name} } from "./${name}.ts";`), text)).toContain(expected);
  });

  it("refuses a file without one", () => {
    expect(() => at(addStatement('export { a } from "./a.ts";'), text)).toThrow(/expected an export from/);
  });
});

describe("the other edits", () => {
  it("adds a line before another", () => {
    expect(at(addLineBefore("| all", "| b |"), "| a |\n| all others |\n")).toBe("| a |\n| b |\n| all others |\n");
    expect(at(addLineBefore("| a", "| b |"), "| a |\n")).toBe("| b |\n| a |\n");
    expect(() => at(addLineBefore("| c", "| b |"), "| a |\n")).toThrow(/a line that begins/);
  });

  it("adds a dependency in the order of names", () => {
    const manifest = { name: "a", dependencies: { b: "1", d: "1" } };
    expect(JSON.parse(at(addDependency("c"), JSON.stringify(manifest)))).toEqual({
      name: "a",
      dependencies: { b: "1", c: "workspace:*", d: "1" },
    });
    expect(() => at(addDependency("c"), "{}")).toThrow(/dependencies/);
  });

  it("go one after the other", () => {
    expect(at(all(addEntry(/a\[/, "b"), addEntry(/a\[/, "c")), "a[]")).toBe("a[\nb,\nc,\n]");
  });
});
