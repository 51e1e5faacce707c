import { join } from "node:path";
import { UsageError } from "@evenkeel/core";
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { mostFactsBytes, parseFacts, readFacts } from "../src/facts/read-facts.ts";
import { factsOf, folderOf } from "./fixture.ts";

const good = stringify(factsOf(), { aliasDuplicateObjects: false });

function refusal(text: string): string {
  try {
    parseFacts(text, "my.yaml");
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message;
  }
  throw new Error("taken");
}

describe("parseFacts", () => {
  it("gives what the file says", () => {
    expect(parseFacts(good, "my.yaml")).toEqual(factsOf());
  });

  const change = (from: string | RegExp, to: string) => {
    const changed = good.replace(from, to);
    expect(changed).not.toBe(good);
    return changed;
  };

  it.each([
    [
      "a component left out",
      () => change(/ {2}datasets:[^]*?(?= {2}evaluation-data)/, ""),
      /components\.datasets: Invalid/,
    ],
    ["a dimension left out", () => change(/ {2}support:[^]*$/, ""), /dimensions\.support: Invalid/],
    ["an empty dimension", () => change(/ {2}support:[^]*$/, "  support: []\n"), /dimensions\.support: Too small/],
    ["an unknown field", () => `${good}score: 7\n`, /Unrecognized key: "score"/],
    ["an unknown component", () => change("components:", "components:\n  soul: { presence: absent }"), /"soul"/],
    [
      "a blank component",
      () => change(/datasets:\n.*?where:[^]*?(?= {2}evaluation-data)/s, "datasets:\n"),
      /components\.datasets/,
    ],
    [
      "yes for a presence",
      () => change("presence: declared", "presence: yes"),
      /components\.model-architecture\.presence/,
    ],
    ["a licence that is none", () => change("licence: MIT\n", "licence: Apache 2\n"), /"Apache" is no id of the SPDX/],
    [
      "a number for a licence",
      () => change("licence: MIT\n", "licence: 2\n"),
      /licence: Invalid input: expected string/,
    ],
    ["no place", () => change(/where:\n.*\n.*\n/, "where: []\n"), /where: Too small/],
    [
      "a path that leads out",
      () => change("path: model-architecture.txt", "path: ../../etc/passwd"),
      /a path in the folder/,
    ],
    ["an absolute path", () => change("path: model-architecture.txt", "path: /etc/passwd"), /a path in the folder/],
    ["another framework", () => change('version: "1.0"', 'version: "2.0"'), /framework\.version/],
    ["a newer version", () => change("schemaVersion: 1", "schemaVersion: 2"), /schemaVersion/],
    ["a date that is none", () => change("date: 2026-11-28", "date: last week"), /date: Invalid ISO date/],
    ["a number without unit quotes", () => change("title: Tiny", "title: 7"), /title: Invalid input: expected string/],
    [
      "a page of another protocol",
      () => change("kind: file\n        path: model-architecture.txt", "kind: page\n        url: javascript:alert(1)"),
      /where\.0/,
    ],
  ])("refuses %s in one line that names it", (_, text, line) => {
    const message = refusal(text());
    expect(message).toMatch(/^my\.yaml: not the facts of a model; expected YAML .*; got /);
    expect(message).toMatch(line);
    expect(message).not.toMatch(/\n/);
    expect(message.length).toBeLessThan(1200);
  });

  it.each([
    ["nothing", "", /expected object/],
    ["a list", "- 1\n", /expected object/],
    ["no YAML", "model: [1, 2\n", /got /],
    ["a key twice", "model: a\nmodel: b\n", /Map keys must be unique/],
    ["several documents", `${good}---\n${good}`, /multiple documents/i],
    ["an unknown tag", "model: !!js/function 'x'\n", /[Uu]nresolved tag/],
    ["a key that is no text", "? [a]\n: b\n", /got /],
    ["an alias", "a: &x [1]\nb: *x\n", /an alias \(\*name\)/],
    [
      "many aliases of aliases",
      `a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`).join("")}`,
      /an alias/,
    ],
    ["a merge key", "a: &x { b: 1 }\nc: { <<: *x }\n", /got /],
    ["deep nesting", "[".repeat(20_000), /got what is nested too deeply/],
    ["control characters", "model: \u0007\u001b[31m\n", /got /],
    [
      "more than facts are",
      `# ${"x".repeat(mostFactsBytes)}\n`,
      /too long for facts of a model; expected at most 65536 bytes/,
    ],
    ["many keys", Array.from({ length: 6000 }, (_, n) => `k${n}: 1`).join("\n"), /got /],
  ])("refuses %s in one line", (_, text, line) => {
    const message = refusal(text);
    expect(message).toMatch(line);
    // eslint-disable-next-line no-control-regex
    expect(message).not.toMatch(/[\n\u001b]/);
  });

  it.each(["__proto__", "constructor", "toString", "prototype"])(
    "refuses the key %s, and changes no prototype",
    (key) => {
      expect(refusal(`${good}${key}: { polluted: true }\n`)).toContain(`Unrecognized key: "${key}"`);
      expect(refusal(good.replace("components:", `components:\n  ${key}: { presence: absent }`))).toContain(key);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    },
  );
});

describe("readFacts", () => {
  it("reads a file", async () => {
    const folder = await folderOf({ "a.yaml": good });
    expect((await readFacts(join(folder, "a.yaml"))).model).toBe("tiny");
  });

  it("refuses what is no file or too long, without reading it", async () => {
    const folder = await folderOf({ "long.yaml": "x".repeat(mostFactsBytes + 1) });
    await expect(readFacts(folder)).rejects.toThrow(/a folder, pipe or device, not a file|cannot be read/);
    await expect(readFacts(join(folder, "no.yaml"))).rejects.toThrow(/no\.yaml: cannot be read; got ENOENT/);
    await expect(readFacts(join(folder, "long.yaml"))).rejects.toThrow(/too long .* got 65537 bytes/);
  });

  it.skipIf(process.platform === "win32")("does not wait for a pipe", async () => {
    const folder = await folderOf({});
    execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
    await expect(readFacts(join(folder, "pipe.yaml"))).rejects.toThrow(/not a file/);
  });
});
