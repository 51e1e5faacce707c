import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { renderReport } from "@evenkeel/report";
import { publishedRuns, summaryOf } from "./published-runs.ts";

const stored = JSON.parse(await readFile(join(import.meta.dirname, "summaries.json"), "utf8")) as Record<
  string,
  object
>;

test("every published run has a stored summary: node test/published/write-summaries.ts", () => {
  expect(publishedRuns.map(([name]) => name)).toEqual(Object.keys(stored));
});

describe.each(publishedRuns)("the published run %s", (name, folder) => {
  test("reads as it was summarized", async () => {
    expect((await summaryOf(folder)).summary).toEqual(stored[name]);
  });

  test("renders", async () => {
    const html = await renderReport(folder);
    for (const workload of (await summaryOf(folder)).data.run.workloads) expect(html).toContain(workload.id);
  });
});
