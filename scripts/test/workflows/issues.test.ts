/** Issues of confirmed regressions: the job of `nightly.yml` that writes them, executed, and its rules. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { act, copiedRepository, isInstalled, root, temporaryFolder } from "./act.ts";
import { fakeGitHub, type FakeIssue } from "./fake-github.ts";

const marker = (series: string) => `<!-- evenkeel-history: ${series.repeat(16)} ${"b".repeat(40)} -->`;
const text = (series: string, rest = "`onnx-cpu`, `lenet-5`:\n\n- +15.2%\n") =>
  `# Regression: onnx-cpu, lenet-5: +15.2%\n\n${marker(series)}\n${rest}`;
const bot = { login: "github-actions[bot]" };

function issue(number: number, series: string, part: Partial<FakeIssue> = {}): FakeIssue {
  return { number, state: "open", user: bot, title: "before", body: `${marker(series)}\nbefore`, ...part };
}

async function post(files: Readonly<Record<string, string>>, issues: readonly FakeIssue[]) {
  const server = await fakeGitHub({ issues });
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const env = {
    ...process.env,
    GITHUB_API_URL: server.url,
    GITHUB_TOKEN: "not-a-token",
    GITHUB_REPOSITORY: "owner/repository",
  };
  const script = join(root, "scripts/github/post-issues.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder], { env });
  return { stdout, written: server.requests.filter(({ method }) => method !== "GET"), requests: server.requests };
}

describe("post-issues", () => {
  it("opens one issue for each confirmed regression, of each machine, and none twice", async () => {
    const { written } = await post(
      { "issues-0/a.md": text("a"), "issues-1/a.md": text("a"), "issues-1/c.md": text("c") },
      [],
    );
    expect(written).toMatchObject([
      {
        method: "POST",
        path: "/repos/owner/repository/issues",
        authorization: "Bearer not-a-token",
        body: {
          title: "Regression: onnx-cpu, lenet-5: +15.2%",
          body: `${marker("a")}\n\`onnx-cpu\`, \`lenet-5\`:\n\n- +15.2%\n`,
        },
      },
      { method: "POST", body: { body: expect.stringContaining(marker("c")) as string } },
    ]);
  });

  it("brings the bot's own open issue up to date, on a later page of the list, too", async () => {
    const others = Array.from({ length: 120 }, (_, number) => issue(number + 1, "d"));
    const foreign = [
      issue(301, "a", { user: { login: "someone" } }),
      issue(302, "a", { pull_request: {} }),
      issue(303, "a", { body: `quoted: ${marker("a")}` }),
    ];
    const { written } = await post({ "a.md": text("a") }, [...others, ...foreign, issue(304, "a")]);
    expect(written).toMatchObject([
      {
        method: "PATCH",
        path: "/repos/owner/repository/issues/304",
        body: { title: expect.stringContaining("+15.2%") as string },
      },
    ]);
  });

  it("leaves a closed issue closed, and one that says so already as it is", async () => {
    const closed = await post({ "a.md": text("a") }, [issue(5, "a", { state: "closed" })]);
    expect(closed.written).toEqual([]);
    expect(closed.stdout).toMatch(/^5 was closed and stays so/);
    const [{ body } = {}] = (await post({ "a.md": text("a") }, [])).written as {
      body: { title: string; body: string };
    }[];
    const same = await post({ "a.md": text("a") }, [issue(6, "a", body)]);
    expect(same.written).toEqual([]);
  });

  it("asks GitHub nothing where nothing was confirmed, and refuses what is no such text", async () => {
    expect((await post({}, [])).requests).toEqual([]);
    await expect(post({ "a.md": "# A title\n\nand no marker\n" }, [])).rejects.toThrow(/not the text of an issue/);
  });

  it("lets no name of a run act on readers", async () => {
    const { written } = await post(
      { "a.md": text("a", "`x` @someone <img src=x> [a](https://example.org) #12\n") },
      [],
    );
    const [{ body } = {}] = written as { body: { body: string } }[];
    expect(body?.body).toBe(
      `${marker("a")}\n\`x\` @\u200Bsomeone &lt;img src=x> [a]\u200B(https&#58;//example.org) #\u200B12\n`,
    );
  });
});

describe.skipIf(!isInstalled("act"))("the job `issues` of nightly.yml", () => {
  it("writes what the tracking jobs left, and is off where a variable says so", async () => {
    const run = async (variables: Readonly<Record<string, string>>) => {
      const server = await fakeGitHub();
      const artefacts = temporaryFolder();
      for (const [name, series] of [
        ["issues-0", "a"],
        ["issues-1", "c"],
        ["report-0", "d"],
      ] as const) {
        mkdirSync(join(artefacts, name));
        writeFileSync(join(artefacts, name, `${series}.md`), text(series));
      }
      const { code, output } = await act({
        repository: copiedRepository(".github", "scripts/github", "action.yml"),
        workflow: "nightly.yml",
        event: "schedule",
        payload: {},
        variables: { EVENKEEL_CHECKS: "off", EVENKEEL_TRACK: "off", EVENKEEL_PAGES: "off", ...variables },
        environment: { GITHUB_API_URL: server.url },
        secrets: { GITHUB_TOKEN: "not-a-token" },
        artefacts,
      });
      expect(code, output.slice(-4000)).toBe(0);
      return server.requests.filter(({ method }) => method !== "GET");
    };
    expect(await run({})).toMatchObject([
      { body: { body: expect.stringContaining(marker("a")) as string } },
      { body: { body: expect.stringContaining(marker("c")) as string } },
    ]);
    expect(await run({ EVENKEEL_ISSUES: "off" })).toEqual([]);
  }, 300_000);
});
