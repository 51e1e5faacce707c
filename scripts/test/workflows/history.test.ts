/** What a night's steps do to a branch and to releases: `scripts/github/history.ts`, with a real `evenkeel`. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { git, root, temporaryFolder } from "./act.ts";
import { fakeGitHub } from "./fake-github.ts";

const name = "2026-11-01T02-17-00-nightly";

async function history(variables: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const env = { ...process.env, GITHUB_TOKEN: "not-a-token", GITHUB_REPOSITORY: "owner/repository", ...variables };
  const script = join(root, "scripts/github/history.ts");
  return promisify(execFile)(process.execPath, [script, ...args], { env });
}

/** A bare repository that stands for `https://github.example/owner/repository`, and a branch of it with one run. */
function remote(): Readonly<Record<string, string>> {
  const folder = temporaryFolder();
  const [bare, clone] = [join(folder, "remote.git"), join(folder, "clone")];
  mkdirSync(join(clone, "runs", name), { recursive: true });
  git(folder, "init", "--quiet", "--bare", bare);
  writeFileSync(join(clone, "runs", name, "run.json"), "{}");
  git(clone, "init", "--quiet", "--initial-branch=nights");
  git(clone, "add", "--all");
  git(clone, "commit", "--quiet", "--message=a night");
  git(clone, "push", "--quiet", bare, "nights");
  const settings = join(folder, "gitconfig");
  writeFileSync(settings, `[url "${bare}"]\n\tinsteadOf = https://github.example/owner/repository\n`);
  return { GIT_CONFIG_GLOBAL: settings, GITHUB_SERVER_URL: "https://github.example" };
}

describe("history.ts", () => {
  it("brings a branch of the repository, with a token that the log does not show", async () => {
    const to = temporaryFolder();
    const { stdout } = await history({ HISTORY: "branch", BRANCH: "nights", ...remote() }, "pull", to);
    expect(readdirSync(to)).toEqual([name]);
    const basic = Buffer.from("x-access-token:not-a-token").toString("base64");
    expect(stdout).toBe(`::add-mask::${basic}\n1 new runs\n`);
  });

  it("brings releases, none of them on a first night", async () => {
    const to = temporaryFolder();
    const server = await fakeGitHub();
    const { stdout } = await history({ HISTORY: "release", MONTHS: "6", GITHUB_API_URL: server.url }, "pull", to);
    expect(stdout).toBe("0 new runs; 0 files of findings\n");
    expect(existsSync(join(to, "findings"))).toBe(true);
  });

  it.each([
    [{ HISTORY: "elsewhere" }, ["pull", "x"], /HISTORY: expected branch or release; got "elsewhere"/],
    [{ HISTORY: "release", MONTHS: "0" }, ["pull", "x"], /MONTHS: expected a whole number from 1/],
    [{ HISTORY: "branch" }, ["push", "x"], /usage: history\.ts pull RUNS/],
    [{ HISTORY: "branch" }, ["pull", "x"], /the variable (?:BRANCH|GITHUB_SERVER_URL) is not set/],
  ])("%j %j is refused in a line", async (variables, args, message) => {
    const own = { BRANCH: "", MONTHS: "", GITHUB_SERVER_URL: "", ...variables };
    await expect(history(own, ...args)).rejects.toThrow(message);
  });
});
