import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { publishedRuns, summaryOf } from "./published-runs.ts";

const stored = JSON.parse(await readFile(join(import.meta.dirname, "summaries.json"), "utf8")) as Record<
  string,
  object
>;

test("every published run has a stored summary: node test/published/write-summaries.ts", () => {
  expect(publishedRuns.map(([name]) => name)).toEqual(Object.keys(stored));
});

// That each renders, and to which numbers, verify.test.ts holds.
describe.each(publishedRuns)("the published run %s", (name, folder) => {
  test("reads as it was summarized", async () => {
    expect((await summaryOf(folder)).summary).toEqual(stored[name]);
  });
});
