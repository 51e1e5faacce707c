/** The tracking jobs of `nightly.yml`, and the action in another repository, executed whole. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { act, copiedRepository, git, isInstalled, root, temporaryFolder } from "./act.ts";
import { fakeGitHub, type FakeGitHub } from "./fake-github.ts";
import { tinyExperiment } from "./tiny-experiment.ts";

/** A bare repository in the place of `https://github.com/owner/repository`, for whoever uses these settings of git. */
function bareRemote(): { readonly remote: string; readonly settings: string } {
  const folder = temporaryFolder();
  const remote = join(folder, "remote.git");
  git(folder, "init", "--quiet", "--bare", remote);
  const settings = join(folder, "gitconfig");
  writeFileSync(settings, `[url "${remote}"]\n\tinsteadOf = https://github.com/owner/repository\n`);
  return { remote, settings };
}

const files = (remote: string) => git(remote, "ls-tree", "-r", "--name-only", "evenkeel-history").split("\n");
const runsOn = (remote: string) => new Set(files(remote).flatMap((file) => /^runs\/([^/]+)\//.exec(file)?.[1] ?? []));

// Each night installs twice: minutes, on request.
const isWhole = process.env["EVENKEEL_ACT"] === "whole";

describe.skipIf(!isInstalled("act") || !isWhole)("nightly.yml", () => {
  const repositoryWithExperiment = () => {
    const repository = copiedRepository(".", ":!reports", ":!docs");
    writeFileSync(join(repository, "tiny.ts"), tinyExperiment);
    git(repository, "add", "--all");
    git(repository, "commit", "--quiet", "--message=an experiment");
    return repository;
  };

  async function night(repository: string, settings: string, server: FakeGitHub, history: string) {
    const artefacts = temporaryFolder();
    const { code, output } = await act({
      repository,
      workflow: "nightly.yml",
      event: "schedule",
      payload: {},
      variables: { EVENKEEL_CHECKS: "off", EVENKEEL_NIGHTLY: "./tiny.ts", EVENKEEL_HISTORY: history },
      environment: { GITHUB_API_URL: server.url, GIT_CONFIG_GLOBAL: settings },
      secrets: { GITHUB_TOKEN: "not-a-token" },
      artefacts,
    });
    expect(code, output.slice(-6000)).toBe(0);
    expect(output).not.toContain("not-a-token");
    return artefacts;
  }

  function showsRuns(artefacts: string, count: number): void {
    const site = join(artefacts, "github-pages");
    expect(readdirSync(join(site, "runs"))).toHaveLength(count);
    expect(readFileSync(join(site, "index.html"), "utf8")).toMatch(/\d+ series judged|not judged/);
    expect(JSON.parse(readFileSync(join(site, "feed.json"), "utf8"))).toMatchObject({ items: [] });
    // act gives a job of a matrix no index.
    const left = readdirSync(artefacts).toSorted();
    expect(left).toEqual(["github-pages", expect.stringMatching(/^report-/)]);
    expect(readdirSync(join(artefacts, left[1] ?? ""))).toEqual(["index.html"]);
  }

  it("keeps nights on a branch, and goes on from one to the next", async () => {
    const repository = repositoryWithExperiment();
    const { remote, settings } = bareRemote();
    const server = await fakeGitHub();
    for (const nights of [1, 2]) {
      showsRuns(await night(repository, settings, server, "branch"), nights);
      expect(runsOn(remote).size).toBe(nights);
    }
    const findings = files(remote).find((file) => file.startsWith("findings/")) ?? "";
    const kept = JSON.parse(git(remote, "show", `evenkeel-history:${findings}`)) as { check: { unjudged: number } };
    expect(kept.check.unjudged).toBeGreaterThan(0);
    expect(files(remote).some((file) => file.includes("/weights/"))).toBe(false);
    expect(server.requests).toEqual([]);
  }, 1_800_000);

  it("keeps nights in releases, and goes on from one to the next", async () => {
    const repository = repositoryWithExperiment();
    const { settings } = bareRemote();
    const server = await fakeGitHub();
    for (const nights of [1, 2]) {
      showsRuns(await night(repository, settings, server, "release"), nights);
      const months = server.releases.all.filter(({ tag }) => /-\d{4}-\d\d$/.test(tag));
      expect(months.reduce((sum, { assets }) => sum + assets.size, 0)).toBe(nights);
      expect(server.releases.names("evenkeel-history-findings")).toHaveLength(1);
    }
  }, 1_800_000);
});

/** The workflow that docs/nightly.md shows to other repositories, and the job that it adds for pages. */
function documented(): { readonly workflow: string; readonly pages: string } {
  const page = readFileSync(join(root, "docs/nightly.md"), "utf8");
  const [, workflow = ""] = /```yaml\n(name: nightly[\s\S]*?)```/.exec(page) ?? [];
  const [, pages = ""] = /```yaml\njobs:\n([\s\S]*?)```/.exec(page) ?? [];
  return { workflow, pages };
}

describe("the action in another repository", () => {
  it("takes about ten lines", () => {
    const lines = documented().workflow.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.length).toBeLessThanOrEqual(16);
  });

  it.skipIf(!isInstalled("act") || !isWhole)(
    "tracks an experiment of that repository",
    async () => {
      const { workflow, pages } = documented();
      const repository = temporaryFolder();
      mkdirSync(join(repository, ".github/workflows"), { recursive: true });
      mkdirSync(join(repository, "bench"));
      writeFileSync(join(repository, ".github/workflows/nightly.yml"), `${workflow}${pages}`);
      writeFileSync(join(repository, "bench/mine.ts"), tinyExperiment);
      git(repository, "init", "--quiet", "--initial-branch=main");
      git(repository, "remote", "add", "origin", "https://github.com/owner/repository.git");
      git(repository, "add", "--all");
      git(repository, "commit", "--quiet", "--message=an experiment");
      // As GitHub gives an action: its files, and no repository.
      const evenkeel = copiedRepository(".", ":!reports", ":!docs");
      rmSync(join(evenkeel, ".git"), { recursive: true });
      const [, used = ""] = /uses: (OWNER\/evenkeel@\S+)/.exec(workflow) ?? [];
      const { remote, settings } = bareRemote();
      const server = await fakeGitHub();
      const artefacts = temporaryFolder();
      const { code, output } = await act({
        repository,
        workflow: "nightly.yml",
        event: "schedule",
        payload: {},
        environment: { GITHUB_API_URL: server.url, GIT_CONFIG_GLOBAL: settings },
        secrets: { GITHUB_TOKEN: "not-a-token" },
        artefacts,
        actions: { [used]: evenkeel },
      });
      expect(code, output.slice(-6000)).toBe(0);
      const [id = ""] = runsOn(remote);
      expect(readdirSync(join(artefacts, "github-pages/runs"))).toEqual([`${id}.html`]);
      const run = JSON.parse(
        execFileSync("git", ["-C", remote, "show", `evenkeel-history:runs/${id}/run.json`], { encoding: "utf8" }),
      ) as {
        experiment: { name: string };
        environment: object;
      };
      expect(run.experiment.name).toBe("tiny");
      expect(JSON.stringify(run.environment)).toContain(git(repository, "rev-parse", "HEAD"));
    },
    1_200_000,
  );
});
