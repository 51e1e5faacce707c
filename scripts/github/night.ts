/**
 * A night of a workflow, in two parts, between which the run is kept:
 *
 *   node scripts/github/night.ts measure RUNS STORE            runs EXPERIMENT, and imports everything
 *   node scripts/github/night.ts judge RUN STORE FOLDER        checks, confirms, and writes issues and a summary
 *
 * What a workflow goes on with is in GITHUB_OUTPUT: `run`, then `regressions` and `issues`.
 */
import { appendFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { at, needed } from "./api.ts";
import { evenkeel, mustSucceed, type Ended } from "./evenkeel.ts";
import { inertMarkdown } from "./inert-markdown.ts";
import { isRunName } from "./run-archive.ts";

const [part, ...places] = process.argv.slice(2);
const [first = "", store = "", folder = ""] = places;
const { env } = process;
if (part === "measure" && store !== "") measure(first);
else if (part === "judge" && folder !== "") judge(first);
else throw new TypeError("usage: night.ts measure RUNS STORE, or night.ts judge RUN STORE FOLDER");

function measure(runs: string): void {
  // What begins with a dot is in the making.
  const out = join(runs, ".night");
  const machine = env["MACHINE"] ?? "";
  const named = machine === "" ? [] : ["--machine", machine];
  const ended = evenkeel(["run", "--out", out, "--json", ...named, "--", needed(env, "EXPERIMENT")]);
  const id = at(documentOf(ended, "run"), "runId");
  if (typeof id !== "string" || !isRunName(id)) throw new TypeError("the run has no id");
  if (ended.code !== 0) warn("some of the run did not complete: see its report");
  renameSync(out, join(runs, id));
  const imported = evenkeel(["history", "import", runs, "--store", store]);
  process.stdout.write(imported.stdout);
  if (imported.code > 1) throw new Error(`the import ended with ${imported.code}`);
  if (imported.code === 1) warn("not everything could be imported: see the log");
  output("run", join(runs, id));
}

function judge(run: string): void {
  const [issues, summary] = [join(folder, "issues"), join(folder, "summary.md")];
  mustSucceed(["history", "check", "--store", store]);
  const told = ["--issues", issues, "--markdown", summary, "--json"];
  const ended = evenkeel([
    "history",
    "confirm",
    "--bisect",
    "--rounds",
    needed(env, "ROUNDS"),
    "--store",
    store,
    ...told,
  ]);
  const decided = documentOf(ended, "history confirm");
  if (!Array.isArray(decided)) throw new TypeError("history confirm: expected a list");
  const worse = decided.filter((one) => at(one, "state") === "confirmed" && at(one, "change", "worse") === true);
  output("regressions", String(worse.length));
  output("issues", issues);
  const report = evenkeel(["report", run, "--markdown"]);
  summarise([readFileSync(summary, "utf8"), report.code === 0 ? report.stdout : ""]);
}

/** What a command printed. It may end with 1: some cell failed, or a regression was confirmed. Neither stops. */
function documentOf({ code, stdout }: Ended, command: string): unknown {
  try {
    if (code <= 1) return JSON.parse(stdout) as unknown;
  } catch {
    // Something else went wrong, and was said.
  }
  throw new Error(`evenkeel ${command} ended with ${code}`);
}

/** For the page of the workflow's run. */
function summarise(parts: readonly string[]): void {
  const file = env["GITHUB_STEP_SUMMARY"];
  if (file !== undefined && file !== "") appendFileSync(file, `${parts.map(inertMarkdown).join("\n")}\n`);
}

function output(name: string, value: string): void {
  appendFileSync(needed(env, "GITHUB_OUTPUT"), `${name}=${value}\n`);
}

function warn(text: string): void {
  process.stdout.write(`::warning::${text}\n`);
}
