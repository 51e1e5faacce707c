import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { manifestDifferences, readOpenness, readRun, writeManifest } from "@evenkeel/run-folder";
import { datasetSha256, openDataset } from "@evenkeel/data";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { writeRunFolder } from "@evenkeel/analysis/write-run-folder";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { changedSince } from "../src/openness/changed-since.ts";
import { runCli } from "../src/program.ts";
import { projectRoot } from "../src/project.ts";
import { captured } from "./fixtures/captured-output.ts";

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const reference = await madeUp();
afterAll(() => rm(dirname(reference), { recursive: true, force: true }));
const run = await readRun(reference);

/** A run of the dataset that is here, whose folder has no weights. */
async function madeUp(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "evenkeel-cli-")), "run");
  await mkdir(folder);
  const data = madeUpRun({
    models: ["keras-mnist-cnn"],
    backends: ["onnx-cpu", "onnx-wasm"],
    tasks: ["train", "evaluate"],
    settle: (_, result) =>
      result.state === "completed" && result.task === "train" ? { ...result, weightsSha256: "ab".repeat(32) } : result,
  });
  const sha256 = datasetSha256(await openDataset("fashion-mnist-subset", { root: projectRoot }));
  const workloads = data.run.workloads.map((one) => ({ ...one, dataset: { ...one.dataset, sha256 } }));
  await writeRunFolder(folder, { ...data, run: { ...data.run, workloads } });
  await writeManifest(folder);
  return folder;
}

describe("evenkeel openness", () => {
  it("lists the models with the class that they declare", async () => {
    expect(await runCli(["openness"])).toBe(0);
    expect(captured.out).toMatch(/^keras-mnist-cnn +zoo +II, Open Tooling +class I, Open Science: 2 +\S/m);
    expect(captured.out).toMatch(/^twin-oip-v2 +endpoint +none +class III, Open Model: 6/m);
  });

  it("shows components, classes, what is missing, facts, and what was not found", async () => {
    expect(await runCli(["openness", "keras-mnist-cnn"])).toBe(0);
    expect(captured.out).toMatch(/against the Model Openness Framework 1\.0\n/);
    expect(captured.out).toMatch(
      /^Model architecture +III +Apache-2\.0 +retrieved and hashed +packages\/models\S+ \(sha256 [0-9a-f]{12}\)/m,
    );
    expect(captured.out).toMatch(
      /^Datasets +I +MIT +retrieved and hashed +dataset fashion-mnist-subset, 12000 and 2000 images/m,
    );
    expect(captured.out).toMatch(
      /^Declared: class II, Open Tooling\. For class I, Open Science:\n {2}Model parameters \(intermediate\): it is absent\n {2}Research paper: it is absent$/m,
    );
    expect(captured.out).toMatch(
      /^Proved: no class\. For class III, Open Model:\n {2}Model architecture: no run used it$/m,
    );
    expect(captured.out).toMatch(/^cost +price of the code and the weights +0 EUR +declared/m);
    expect(captured.out).toMatch(
      /^No evidence:\n(?: {2}.*\n)* {2}Model parameters \(final\): a run has to show it: --run$/m,
    );
  });

  it("prints the same as one JSON document", async () => {
    expect(await runCli(["openness", "keras-mnist-cnn", "--json"])).toBe(0);
    const document = JSON.parse(captured.out) as { components: { id: string; state: string | null }[] };
    expect(document).toMatchObject({
      model: "keras-mnist-cnn",
      declared: { class: 2, next: 1, missing: ["intermediate-parameters", "research-paper"] },
      proved: { class: null, next: 3 },
    });
    expect(document.components).toHaveLength(17);
    expect(document.components.find(({ id }) => id === "datasets")).toMatchObject({ state: "retrieved", open: true });
    expect(document.components.find(({ id }) => id === "research-paper")).toMatchObject({
      state: null,
      presence: "absent",
    });
  });

  it("says of a run whose folder has no weights what that leaves unproved", async () => {
    expect(await runCli(["openness", "keras-mnist-cnn", "--run", reference])).toBe(0);
    expect(captured.out).toMatch(
      /^Datasets +I +MIT +exercised in this run +.* images .*; cell r1\.train\.keras-mnist-cnn\./m,
    );
    expect(captured.out).toMatch(/Model parameters \(final\): weights\/keras-mnist-cnn\.s1\.\S+ is not here/);
    expect(captured.out).toMatch(/^Proved: no class/m);
  });

  it("leaves visibly empty what cannot be known of a closed model", async () => {
    expect(await runCli(["openness", "twin-openai-vision"])).toBe(0);
    expect(captured.out).toMatch(/^Datasets +I +not-observable$/m);
    expect(captured.out).toMatch(
      /^Declared: no class\. For class III, Open Model:\n {2}Model architecture: it cannot be observed$/m,
    );
  });

  it("takes a facts file, with paths relative to it, and fails where a file is another", async () => {
    const text = await readFile(join(projectRoot, "benchmarks/models/twin-oip-v2.yaml"), "utf8");
    const card = `presence: declared, licence: MIT, where: [{ kind: file, path: card.md, sha256: "${"00".repeat(32)}" }]`;
    const own = text.replace("model-card: { presence: absent }", `model-card: { ${card} }`);
    const folder = await folderOf({ "mine.yaml": own, "card.md": "a card" });
    expect(await runCli(["openness", join(folder, "mine.yaml")])).toBe(1);
    expect(captured.out).toMatch(
      / {2}Model card: card\.md is another: its sha256 is [0-9a-f]{12}…, the facts say 000000000000…$/m,
    );
    await writeFile(join(folder, "mine.yaml"), own.replace(/, sha256: "0{64}"/, ""));
    captured.out = "";
    process.exitCode = undefined;
    expect(await runCli(["openness", join(folder, "mine.yaml")])).toBe(0);
    expect(captured.out).toMatch(/^Model card +III +MIT +retrieved and hashed +card\.md/m);
  });

  it.each([
    [
      ["openness", "keras-mnist-cn"],
      /model: unknown model; expected .*; got "keras-mnist-cn"; did you mean keras-mnist-cnn\?/,
    ],
    [["openness", "./no.yaml"], /model: no such file; expected a file that is there; got \S*no\.yaml/],
    [["openness", "--run", "latest"], /--run: one model at a time; expected a model before it/],
    [["openness", "--files", "."], /--files: one model at a time/],
    [["openness", "lenet-5", "--files", "./nowhere"], /--files: no such folder/],
    [["openness", "lenet-5", "--run", "nowhere"], /--run: no such run/],
    [
      ["openness", "lenet-5", "--run", reference],
      /--run: this run shows nothing of the model; got the run completed no cell of lenet-5/,
    ],
  ])("refuses %j in one line", async (argv, line) => {
    expect(await runCli(argv)).toBe(2);
    expect(captured.err).toMatch(line);
    expect(captured.err.trimEnd().split("\n")).toHaveLength(1);
  });

  it("refuses a file that holds no facts in one line that a terminal survives", async () => {
    const folder = await folderOf({ "evil.yaml": "model: \u001b[31m\n__proto__: 1\n" });
    expect(await runCli(["openness", join(folder, "evil.yaml")])).toBe(2);
    expect(captured.err).toMatch(/evil\.yaml: not the facts of a model; /);
    expect(captured.raw).not.toContain("\u001b[31m\n__proto__");
  });
});

describe("evenkeel openness --keep", () => {
  it("puts the assessment into the run folder and onto its page, once for each model", async () => {
    const folder = join(await folderOf({}), "run");
    await cp(reference, folder, { recursive: true });
    const twin = await readFile(join(projectRoot, "benchmarks/models/twin-oip-v2.yaml"), "utf8");
    const other = join(await folderOf({ "twin.yaml": `${twin}runs: [keras-mnist-cnn]\n` }), "twin.yaml");
    for (const model of ["keras-mnist-cnn", other, "keras-mnist-cnn"]) {
      expect(await runCli(["openness", model, "--run", folder, "--keep"])).toBe(0);
    }
    expect(captured.err).toContain(join(folder, "index.html"));
    const kept = await readOpenness(folder);
    expect(kept?.models.map(({ model }) => model)).toEqual(["twin-oip-v2", "keras-mnist-cnn"]);
    expect((await manifestDifferences(folder)).differences).toEqual([]);
    const page = await readFile(join(folder, "index.html"), "utf8");
    expect(page).toContain('<section id="openness"');
    expect(page).toContain("Components of keras-mnist-cnn");
  });

  it("wants a run, and one that is as it was written", async () => {
    expect(await runCli(["openness", "keras-mnist-cnn", "--keep"])).toBe(2);
    expect(captured.err).toMatch(/--keep: only a run folder keeps an assessment; expected --run beside it/);
    const folder = join(await folderOf({}), "run");
    await cp(reference, folder, { recursive: true });
    await writeFile(join(folder, "note.txt"), "a note");
    captured.err = "";
    expect(await runCli(["openness", "keras-mnist-cnn", "--run", folder, "--keep"])).toBe(2);
    expect(captured.err).toMatch(/the run folder is not what its manifest says \(note\.txt\)/);
  });
});

describe("changedSince", () => {
  const git = (folder: string, ...args: string[]): string =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      encoding: "utf8",
    }).trim();

  async function checkout() {
    const folder = await folderOf({ "code/a.ts": "1", "code/b.ts": "1", "other.ts": "1" });
    git(folder, "init", "-q");
    git(folder, "add", "-A");
    git(folder, "commit", "-qm", "x");
    return { folder, commit: git(folder, "rev-parse", "HEAD") };
  }

  const of = (evenkeelCommit: string | null, dirty: boolean | null = false) => ({
    ...run,
    environment: { ...run.environment, evenkeelCommit, dirty },
  });

  it("is null while the files are those of the run's commit, also of a later one", async () => {
    const { folder, commit } = await checkout();
    expect(await changedSince(["code"], of(commit), folder)).toBeNull();
    await writeFile(join(folder, "other.ts"), "2");
    git(folder, "commit", "-qam", "y");
    expect(await changedSince(["code"], of(commit), folder)).toBeNull();
  });

  it("names a file that differs, is new, or went away", async () => {
    const { folder, commit } = await checkout();
    await writeFile(join(folder, "code/a.ts"), "2");
    expect(await changedSince(["code"], of(commit), folder)).toMatch(
      /^changed since commit \w{8} of run .*: code\/a\.ts$/,
    );
    expect(await changedSince(["other.ts"], of(commit), folder)).toBeNull();
    git(folder, "commit", "-qam", "y");
    await writeFile(join(folder, "code/new.ts"), "1");
    expect(await changedSince(["code"], of(commit), folder)).toMatch(/code\/a\.ts and 1 more$/);
    await rm(join(folder, "code/b.ts"));
    expect(await changedSince(["code/b.ts"], of(commit), folder)).toMatch(/: code\/b\.ts$/);
  });

  it("says why nothing can be known", async () => {
    const { folder, commit } = await checkout();
    expect(await changedSince(["code"], of(null), folder)).toMatch(/does not say of which commit/);
    expect(await changedSince(["code"], of(commit, true), folder)).toMatch(/had changes that no commit holds/);
    expect(await changedSince(["code"], of("ab".repeat(20)), folder)).toMatch(
      /^commit abababab of run .* is not in this checkout/,
    );
    expect(await changedSince(["code"], of("--output=/tmp/x"), folder)).toMatch(/names no commit/);
    expect(await changedSince(["code"], of(commit), await folderOf({}))).toMatch(/is not in this checkout/);
  });
});
