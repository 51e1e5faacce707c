import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { writeRunFolder } from "@evenkeel/analysis/write-run-folder";
import { writeIndex, writeManifest } from "@evenkeel/run-folder";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

let folder = "";
const days = ["23", "24"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-render-"));
  for (const day of days) {
    const made = madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu"] });
    const at = join(folder, "runs", `2026-11-${day}`);
    await mkdir(at, { recursive: true });
    const named = { runId: `2026-11-${day}T02-17-00-quick`, startedAt: `2026-11-${day}T02:17:00.000Z` };
    await writeRunFolder(at, { ...made, run: { ...made.run, ...named } });
    if (day === "24") await writeIndex(at, "<p>its report</p>");
    await writeManifest(at);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function said(argv: readonly string[], code = 0): Promise<{ readonly out: string; readonly err: string }> {
  [captured.out, captured.err] = ["", ""];
  process.exitCode = undefined;
  expect(await runCli(["history", ...argv, "--store", join(folder, "history.sqlite")]), captured.err).toBe(code);
  return { out: captured.out, err: captured.err };
}

it("renders a site with a page a series and the reports that are here, over itself and over nothing else", async () => {
  await said(["import", join(folder, "runs")]);
  expect((await said(["check"])).out).toMatch(/^0 series judged, \d+ not judged, 0 without a value/);
  const site = join(folder, "site");
  for (const title of ["First", "Second"]) {
    const { out } = await said(["render", "--out", site, "--title", title]);
    const pages = await readdir(join(site, "series"));
    expect(out).toBe(`${pages.length} series, 2 nights: ${join(site, "index.html")}\n`);
    const overview = await readFile(join(site, "index.html"), "utf8");
    expect(overview).toContain(`<h1>${title}</h1>`);
    for (const page of pages) expect(overview).toContain(`href="series/${page}"`);
  }
  expect((await readdir(site)).toSorted()).toEqual(["badge.svg", "feed.json", "index.html", "runs", "series"]);
  expect(await readFile(join(site, "runs", "2026-11-24T02-17-00-quick.html"), "utf8")).toBe("<p>its report</p>");
  expect(await readdir(folder)).not.toContain("site.new");
  await writeFile(join(site, "feed.json"), "{}");
  expect((await said(["render", "--out", site], 2)).err).toMatch(
    /^error: --out: a folder with something else in it; .*\n$/,
  );
  expect(await readdir(join(site, "series"))).not.toEqual([]);
});
