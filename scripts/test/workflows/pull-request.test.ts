/** The workflows of a pull request, executed whole. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { act, copiedRepository, git, isInstalled, temporaryFolder } from "./act.ts";
import { fakeGitHub, type FakeComment } from "./fake-github.ts";
import { tinyExperiment } from "./tiny-experiment.ts";

/** A repository whose last commit merges a pull request, as GitHub's does that a workflow checks out. */
function mergedRepository(): { repository: string; base: string } {
  const repository = copiedRepository(".", ":!reports", ":!docs");
  writeFileSync(join(repository, "tiny.ts"), tinyExperiment);
  git(repository, "add", "--all");
  git(repository, "commit", "--quiet", "--message=an experiment");
  const base = git(repository, "rev-parse", "HEAD");
  git(repository, "switch", "--quiet", "--create", "change");
  writeFileSync(join(repository, "packages/cli/src/exit-codes.ts"), "// A change.\n", { flag: "a" });
  git(repository, "commit", "--quiet", "--all", "--message=a change");
  git(repository, "switch", "--quiet", "main");
  git(repository, "merge", "--quiet", "--no-ff", "--message=merge", "change");
  return { repository, base };
}

// Three installs and a measurement, of minutes and more where packages have to be fetched: on request.
const isWhole = process.env["EVENKEEL_ACT"] === "whole";

describe.skipIf(!isInstalled("act") || !isWhole)("pull-request.yml", () => {
  it("measures base and merge in turn, and leaves a comparison", async () => {
    const { repository, base } = mergedRepository();
    const artefacts = temporaryFolder();
    const { code, output } = await act({
      repository,
      workflow: "pull-request.yml",
      event: "pull_request",
      payload: { pull_request: { number: 7, head: { ref: "change" }, base: { ref: "main" } } },
      variables: { EVENKEEL_ROUNDS: "1", EVENKEEL_EXPERIMENT: "./tiny.ts" },
      artefacts,
    });
    expect(code, output.slice(-4000)).toBe(0);
    const left = join(artefacts, "comparison");
    const commitOf = (side: string) => {
      const run = JSON.parse(readFileSync(join(left, side, "01/run.json"), "utf8")) as {
        state: string;
        environment: { evenkeelCommit: string; dirty: boolean };
      };
      return [run.state, run.environment.evenkeelCommit, run.environment.dirty];
    };
    expect(commitOf("before")).toEqual(["finished", base, false]);
    expect(commitOf("after")).toEqual(["finished", git(repository, "rev-parse", "HEAD"), false]);
    const comparison = readFileSync(join(left, "comparison.md"), "utf8");
    expect(comparison).toMatch(/^## No change is claimed\n/);
    expect(comparison).toContain(`From \`${base.slice(0, 12)}\``);
    // None where the machine was busy with something else.
    expect(comparison).toMatch(/too few rounds \([01]; 6 can decide\)/);
    expect(git(repository, "worktree", "list").split("\n")).toHaveLength(1);
  }, 600_000);
});

describe.skipIf(!isInstalled("act"))("pull-request-comment.yml", () => {
  const sha = "0123456789abcdef0123456789abcdef01234567";
  const payload = (conclusion: string, event = "pull_request") => ({
    workflow_run: {
      id: 99,
      event,
      conclusion,
      head_branch: "change",
      head_sha: sha,
      head_repository: { full_name: "someone/repository", owner: { login: "someone" } },
    },
    workflow: { name: "pull-request" },
  });

  async function comment(text: string, comments: FakeComment[], conclusion = "success", head = sha) {
    const server = await fakeGitHub({ pulls: [{ number: 7, head: { sha: head } }], comments });
    const artefacts = temporaryFolder();
    mkdirSync(join(artefacts, "comparison"));
    writeFileSync(join(artefacts, "comparison/comparison.md"), text);
    const { code, output } = await act({
      repository: copiedRepository(".github", "scripts/github"),
      workflow: "pull-request-comment.yml",
      event: "workflow_run",
      payload: payload(conclusion),
      environment: { GITHUB_API_URL: server.url },
      secrets: { GITHUB_TOKEN: "not-a-token" },
      artefacts,
    });
    expect(code, output.slice(-4000)).toBe(0);
    return server;
  }

  it("posts one comment, and updates it the next time", async () => {
    const first = await comment("## 1 slower\n", []);
    expect(first.requests.filter(({ method }) => method !== "GET")).toMatchObject([
      {
        method: "POST",
        path: "/repos/owner/repository/issues/7/comments",
        authorization: "Bearer not-a-token",
        body: { body: "<!-- evenkeel: pull-request -->\n## 1 slower\n" },
      },
    ]);
    const marked = "<!-- evenkeel: pull-request -->\nbefore";
    const second = await comment("## No change is claimed\n", [
      { id: 1, user: { login: "someone" }, body: marked },
      { id: 2, user: { login: "github-actions[bot]" }, body: "another workflow's" },
      { id: 3, user: { login: "github-actions[bot]" }, body: marked },
    ]);
    expect(second.requests.filter(({ method }) => method !== "GET")).toMatchObject([
      { method: "PATCH", path: "/repos/owner/repository/issues/comments/3" },
    ]);
  }, 300_000);

  it("posts nothing where the other workflow failed, or the branch has moved on", async () => {
    expect((await comment("x", [], "failure")).requests).toEqual([]);
    const moved = await comment("x", [], "success", "f".repeat(40));
    expect(moved.requests.map(({ method }) => method)).toEqual(["GET"]);
  }, 300_000);
});
