import { execFileSync } from "node:child_process";
import { symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { datasetSha256, openDataset } from "@evenkeel/data";
import { writeManifest } from "@evenkeel/run-folder";
import { describe, expect, it } from "vitest";
import { assess, gatherEvidence, openRun, type Assessment, type ModelFacts, type Sources } from "../src/index.ts";
import type { Place } from "../src/facts/schema.ts";
import { componentIds, type ComponentId } from "../src/framework/components.ts";
import { declared, factsOf, folderOf } from "./fixture.ts";
import { runFolder, sha256Of, weights } from "./run-fixture.ts";

const root = resolve(import.meta.dirname, "../../..");
const here: Sources = { files: null, root, run: null, changedSince: async () => null };

async function assessed(facts: ModelFacts, sources: Partial<Sources>): Promise<Assessment> {
  const { evidence, problems } = await gatherEvidence(facts, { ...here, ...sources });
  return assess(facts, evidence, problems);
}

async function opened(folder: string, facts = factsOf()) {
  const run = await openRun(folder, facts);
  if (typeof run === "string") throw new Error(run);
  return run;
}

const at = (where: Place[], licence = "MIT", more: { backends?: string[] } = {}) =>
  ({ presence: "declared", licence, where, ...more }) as const;
const states = ({ components }: Assessment, ids: readonly ComponentId[]) => ids.map((id) => components[id].state);
const said = ({ problems }: Assessment, id: ComponentId | null) =>
  problems.filter(({ component }) => component === id).map(({ what }) => what);

const files = Object.fromEntries(componentIds.map((id) => [`${id}.txt`, id]));
const texts = { "MIT.txt": "MIT", "CC-BY-4.0.txt": "CC", "CDLA-Permissive-2.0.txt": "CDLA" };

describe("files", () => {
  it("are retrieved with the hash of what they hold", async () => {
    const { components, problems } = await assessed(factsOf(), { files: await folderOf({ ...files, ...texts }) });
    expect(problems).toEqual([]);
    expect(components.datasets).toMatchObject({
      state: "retrieved",
      evidence: [{ step: "licence" }, { step: "retrieved", sha256: sha256Of("datasets"), what: "datasets.txt" }],
    });
  });

  it("that are missing leave the component declared, and say so", async () => {
    const { "datasets.txt": _, ...others } = files;
    const result = await assessed(factsOf(), { files: await folderOf({ ...others, ...texts }) });
    expect(states(result, ["datasets", "model-card"])).toEqual(["declared", "retrieved"]);
    expect(said(result, "datasets")).toEqual(["datasets.txt is not here"]);
  });

  it("of a model that was not fetched are nowhere", async () => {
    const result = await assessed(factsOf(), {});
    expect(states(result, componentIds)).toEqual(componentIds.map(() => "declared"));
    expect(said(result, "datasets")).toEqual(["datasets.txt was not fetched: --files"]);
  });

  it("with another hash than the facts say are a difference, not evidence", async () => {
    const place: Place = { kind: "file", path: "datasets.txt", sha256: sha256Of("another") };
    const facts = factsOf({ datasets: at([place], "CC0-1.0") });
    const result = await assessed(facts, { files: await folderOf({ ...files, ...texts }) });
    expect(states(result, ["datasets"])).toEqual(["declared"]);
    expect(result.problems).toEqual([
      {
        component: "datasets",
        what: expect.stringMatching(/^datasets\.txt is another: its sha256 is /),
        differs: true,
      },
    ]);
  });

  it("of licences count the same way", async () => {
    const licences = [{ licence: "MIT", path: "MIT.txt", sha256: sha256Of("another") }];
    const result = await assessed({ ...factsOf(), licences }, { files: await folderOf({ ...files, ...texts }) });
    expect(said(result, null)).toEqual([expect.stringMatching(/^MIT\.txt is another/)]);
    expect(result.components["training-code"].lacks.proved).toBe("no run used it");
    expect(result.proved.class).toBeNull();
  });

  it("in a folder are hashed together, as sha256sum prints them; caches and packages are no part of it", async () => {
    const folder = await folderOf({
      "code/b.ts": "b",
      "code/a/c.ts": "c",
      "code/node_modules/x.js": "x",
      "code/.git/y": "y",
    });
    const facts = factsOf({ "training-code": at([{ kind: "file", path: "code" }]) });
    const { evidence } = await gatherEvidence(facts, { ...here, files: folder });
    const sum = sha256Of(`${sha256Of("c")}  a/c.ts\n${sha256Of("b")}  b.ts\n`);
    expect(evidence).toContainEqual({
      step: "retrieved",
      component: "training-code",
      place: 0,
      sha256: sum,
      what: "code, 2 files",
    });
  });

  it.skipIf(process.platform === "win32")("outside of the folder, pipes and empty folders are refused", async () => {
    const outside = await folderOf({ "secret.txt": "secret" });
    const folder = await folderOf({ "empty/.keep": "" });
    await symlink(join(outside, "secret.txt"), join(folder, "link.txt"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const places = { datasets: "link.txt", "model-card": "pipe", "data-card": "empty" } as const;
    const facts = factsOf(
      Object.fromEntries(Object.entries(places).map(([id, path]) => [id, at([{ kind: "file", path }])])),
    );
    const result = await assessed(facts, { files: folder });
    expect(states(result, ["datasets", "model-card", "data-card"])).toEqual(["declared", "declared", "declared"]);
    expect(said(result, "datasets")).toEqual(["link.txt leads out of its folder"]);
    expect(said(result, "model-card")).toEqual(["pipe is neither a file nor a folder"]);
    expect(said(result, "data-card")).toEqual(["empty holds no file"]);
  });
});

describe("a run", () => {
  it("exercises what its completed cells used, and a document by no cell", async () => {
    const run = await opened(await runFolder());
    const result = await assessed(factsOf(), { files: await folderOf({ ...files, ...texts }), run });
    expect(states(result, ["training-code", "evaluation-code", "final-parameters", "model-card"])).toEqual([
      "exercised",
      "exercised",
      "exercised",
      "retrieved",
    ]);
    expect(result.components["training-code"].evidence.at(-1)).toEqual({
      step: "exercised",
      component: "training-code",
      runId: run.run.runId,
      cells: ["r1.train.tiny.a.s1"],
    });
    expect(result.proved.class).toBe(1);
  });

  it("that only trained exercised no evaluation", async () => {
    const run = await opened(await runFolder({ tasks: ["train"] }));
    const result = await assessed(factsOf(), { files: await folderOf({ ...files, ...texts }), run });
    expect(states(result, ["training-code", "evaluation-code"])).toEqual(["exercised", "retrieved"]);
    expect(said(result, "evaluation-code")).toEqual([`run ${run.run.runId} has no completed cell that used it`]);
    expect(result.proved).toMatchObject({ class: null, next: 3, missing: ["final-parameters"] });
  });

  it("of other code than lies here exercises nothing of it", async () => {
    const run = await opened(await runFolder());
    const changedSince: Sources["changedSince"] = async (paths) =>
      paths.includes("training-code.txt") ? "changed" : null;
    const result = await assessed(factsOf(), { files: await folderOf({ ...files, ...texts }), run, changedSince });
    expect(states(result, ["training-code", "evaluation-code"])).toEqual(["retrieved", "exercised"]);
    expect(said(result, "training-code")).toEqual(["changed"]);
    expect(result.proved).toMatchObject({ class: 3, next: 2, missing: ["training-code"] });
  });

  it("counts only on the backends that a component names", async () => {
    const run = await opened(await runFolder());
    const place: Place = { kind: "file", path: "training-code.txt" };
    const source = { files: await folderOf({ ...files, ...texts }), run };
    for (const [backend, state] of [
      ["a", "exercised"],
      ["b", "retrieved"],
    ] as const) {
      const facts = factsOf({ "training-code": at([place], "MIT", { backends: [backend] }) });
      expect(states(await assessed(facts, source), ["training-code"])).toEqual([state]);
    }
  });

  it("that completed nothing of the model, or whose cells are controls, shows nothing", async () => {
    expect(await openRun(await runFolder({ state: "failed" }), factsOf())).toBe("the run completed no cell of tiny");
    expect(await openRun(await runFolder({ control: true }), factsOf())).toBe("the run completed no cell of tiny");
    expect(await openRun(await runFolder({ model: "other" }), factsOf())).toBe("the run completed no cell of tiny");
    expect(typeof (await openRun(await runFolder({ model: "other" }), { ...factsOf(), runs: ["other"] }))).toBe(
      "object",
    );
  });

  it("that is not what its manifest says shows nothing", async () => {
    const folder = await runFolder();
    await writeFile(join(folder, "extra.txt"), "x");
    expect(await openRun(folder, factsOf())).toMatch(/^the run folder is not what its manifest says \(extra\.txt\)/);
  });

  const ofRun = (what: "trained-weights" | "predictions" | "record") =>
    factsOf({ "final-parameters": at([{ kind: "run", what }], "CDLA-Permissive-2.0") });

  it("leaves trained weights, predictions and its record", async () => {
    const run = await opened(await runFolder());
    const source = { files: await folderOf({ ...files, ...texts }), run };
    const shown = async (what: Parameters<typeof ofRun>[0]) =>
      (await assessed(ofRun(what), source)).components["final-parameters"].evidence.find(
        ({ step }) => step === "retrieved",
      );
    expect(await shown("trained-weights")).toMatchObject({
      sha256: sha256Of(weights),
      what: expect.stringMatching(/^1 file of trained/),
    });
    expect(await shown("predictions")).toMatchObject({ what: expect.stringMatching(/^predictions of 1 cell/) });
    expect(await shown("record")).toMatchObject({ what: expect.stringMatching(/^run\.json of run/) });
  });

  it("whose weights are not those that its cell trained, or are gone, shows none", async () => {
    const folder = await runFolder();
    const file = join(folder, "weights/tiny.s1.a.r1.safetensors");
    await writeFile(file, "others");
    await writeManifest(folder);
    const source = { files: await folderOf({ ...files, ...texts }), run: await opened(folder) };
    expect(said(await assessed(ofRun("trained-weights"), source), "final-parameters")).toEqual([
      "weights/tiny.s1.a.r1.safetensors is not what cell r1.train.tiny.a.s1 trained",
    ]);
    const without = { ...source, run: await opened(await runFolder({ tasks: ["evaluate"] })) };
    expect(said(await assessed(ofRun("trained-weights"), without), "final-parameters")).toEqual([
      expect.stringMatching(/trained no weights of it$/),
    ]);
  });

  it("is asked for where only a run can show it", async () => {
    expect(said(await assessed(ofRun("record"), {}), "final-parameters")).toEqual(["a run has to show it: --run"]);
  });
});

describe("datasets", () => {
  const name = "fashion-mnist-subset";
  const facts = factsOf({
    datasets: at([{ kind: "dataset", name }]),
    "evaluation-data": at([{ kind: "dataset", name: "no-such" }]),
  });

  it("are retrieved where every file has its published checksum, and exercised where the run's images are theirs", async () => {
    const dataset = await openDataset(name, { root });
    const { height, width, channels } = dataset;
    const same = { name, classNames: [...dataset.classNames], height, width, channels, sha256: datasetSha256(dataset) };
    const source = { files: await folderOf({ ...files, ...texts }) };
    const own = await assessed(facts, { ...source, run: await opened(await runFolder({ dataset: same })) });
    expect(states(own, ["datasets", "evaluation-data"])).toEqual(["exercised", "declared"]);
    expect(said(own, "evaluation-data")).toEqual([expect.stringMatching(/^dataset no-such: unknown dataset/)]);
    for (const other of [
      { ...same, sha256: "00".repeat(32) },
      { ...same, height: 2 ** 30, width: 2 ** 20 },
      { ...same, height: -1 },
      { ...same, channels: 4 },
      { ...same, name: "another" },
    ]) {
      const run = await opened(await runFolder({ dataset: other }));
      expect(states(await assessed(facts, { ...source, run }), ["datasets"]), JSON.stringify(other)).toEqual([
        "retrieved",
      ]);
    }
  });

  it("that were made smaller for a network are still theirs", async () => {
    const { adaptDataset } = await import("@evenkeel/data");
    const whole = await openDataset(name, { root });
    const fitted = adaptDataset(whole, { height: 32, width: 32, channels: 3, classes: 2 });
    const dataset = {
      name,
      classNames: [...fitted.classNames],
      height: 32,
      width: 32,
      channels: 3,
      sha256: datasetSha256(fitted),
    };
    const run = await opened(await runFolder({ dataset }));
    const own = await assessed(facts, { files: await folderOf({ ...files, ...texts }), run });
    expect(states(own, ["datasets"])).toEqual(["exercised"]);
  });
});

it("states a file without a licence text as declared under it alone", async () => {
  const facts = { ...factsOf({ "model-card": declared("model-card", "Apache-2.0") }) };
  const result = await assessed(facts, { files: await folderOf({ ...files, ...texts }) });
  expect(result.components["model-card"].lacks.proved).toBe("the text of its licence was not retrieved");
});

it("takes a path that no file system does for one that is not here", async () => {
  const facts = factsOf({ datasets: at([{ kind: "file", path: "a\0b" }]) });
  const result = await assessed(facts, { files: await folderOf({}) });
  expect(said(result, "datasets")).toEqual(["a\0b cannot be read (ERR_INVALID_ARG_VALUE)"]);
});
