/**
 * Brings a history into a folder of run folders, and takes a night to where the history is kept: a branch or releases
 * of the repository that a workflow runs in:
 *
 *   node scripts/github/history.ts pull RUNS
 *   node scripts/github/history.ts push RUNS RUN STORE
 *
 * HISTORY says which: `branch` (BRANCH is its name) or `release` (MONTHS is how many months are brought).
 */
import { apiOf, needed } from "./api.ts";
import { mustSucceed } from "./evenkeel.ts";
import { addRun, fetchHistory, replaceFindings } from "./releases.ts";

const [action, runs = "", run = "", store = ""] = process.argv.slice(2);
const { env } = process;
const isPush = action === "push";
if ((!isPush && action !== "pull") || runs === "" || (isPush && (run === "" || store === ""))) {
  throw new TypeError("usage: history.ts pull RUNS, or history.ts push RUNS RUN STORE");
}
const kind = needed(env, "HISTORY");
if (kind === "branch") {
  const place = ["--remote", repositoryUrl(), "--branch", needed(env, "BRANCH")];
  const what = isPush ? ["push", run, "--store", store] : ["pull", runs];
  mustSucceed(["history", ...what, ...place], withToken(needed(env, "GITHUB_TOKEN")));
} else if (kind === "release") {
  await (isPush ? pushRelease() : pullRelease());
} else {
  throw new TypeError(`HISTORY: expected branch or release; got ${JSON.stringify(kind)}`);
}

async function pullRelease(): Promise<void> {
  const months = Number(needed(env, "MONTHS"));
  if (!Number.isInteger(months) || months < 1) throw new TypeError("MONTHS: expected a whole number from 1");
  const fetched = await fetchHistory(apiOf(env), runs, months);
  for (const line of fetched.leftOut) process.stdout.write(`::warning::left out: ${JSON.stringify(line)}\n`);
  process.stdout.write(`${fetched.runs} new runs; ${fetched.findings} files of findings\n`);
}

async function pushRelease(): Promise<void> {
  const api = apiOf(env);
  mustSucceed(["history", "findings", runs, "--store", store]);
  const added = await addRun(api, run);
  const replaced = await replaceFindings(api, runs, run);
  process.stdout.write(`${added ? "added" : "there already"}; ${replaced ? "findings replaced" : "no findings"}\n`);
}

function repositoryUrl(): string {
  return `${needed(env, "GITHUB_SERVER_URL")}/${needed(env, "GITHUB_REPOSITORY")}`;
}

/** git takes the token from its environment: it stands in no file, no URL and no list of processes. */
function withToken(token: string): NodeJS.ProcessEnv {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  process.stdout.write(`::add-mask::${basic}\n`);
  const count = Number(env["GIT_CONFIG_COUNT"] ?? 0);
  const { GITHUB_TOKEN: _, ...others } = env;
  return {
    ...others,
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: `http.${needed(env, "GITHUB_SERVER_URL")}/.extraheader`,
    [`GIT_CONFIG_VALUE_${count}`]: `AUTHORIZATION: basic ${basic}`,
  };
}
