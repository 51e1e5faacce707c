import type { CheckResult } from "@evenkeel/core";
import { readSamples, writeSamples } from "@evenkeel/run-folder";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CellJob } from "../src/protocol/jobs.ts";
import { runFolderStore } from "../src/store/run-folder-store.ts";
import { gradients, type RunChecks } from "../src/tasks/gradients.ts";
import { tinyCell, tinyModel } from "./fixtures/experiment.ts";
import { fakeBackend } from "./fixtures/fake-backend.ts";
import { fakeChecks } from "./fixtures/fake-checks.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { specModel } from "./fixtures/task-cell.ts";

let root: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(() => root.remove());

const cell = tinyCell("gradients");

/** Asks the gate about the tiny model, and says about which layer kinds it was asked. */
async function ask(checkedIn: string | null) {
  const asked: string[] = [];
  const runChecks: RunChecks = (backend, options) => {
    asked.push(...options.layers);
    return fakeChecks(backend, options);
  };
  const model = specModel(root.folder, tinyModel);
  const job = { runFolder: root.folder, cell, model, threads: null, checkedIn } as CellJob;
  const reporter = { tell: () => Promise.resolve() };
  const { measurements } = await gradients({ job, store: runFolderStore(job), reporter }, fakeBackend("a"), runChecks);
  const samples = await readSamples(root.folder, cell.id, "gradients");
  return { asked, measurements, ids: samples?.checks.map(({ id }) => id) };
}

it("asks about each layer kind of the model, and the model", async () => {
  const { asked, ids, measurements } = await ask(null);
  expect(asked).toEqual(["flatten", "dense"]);
  expect(ids).toEqual(["model/tiny/logits", "model/tiny/gradients"]);
  expect(measurements).toMatchObject({ "gradients.checks": { value: 2 }, "gradients.failedChecks": { value: 0 } });
});

it("takes over what an earlier cell found of its layer kinds, failures too", async () => {
  const layer = (subject: string): CheckResult => ({
    id: `${subject}/plain/logits`,
    scope: "layer",
    subject,
    quantity: "logits",
    verdict: "failed",
    tensor: null,
    maxAbsolute: null,
    maxRelative: null,
    maxUlp: null,
    tolerance: 1e-5,
    message: "made up",
  });
  const otherModel: CheckResult = { ...layer("other"), id: "model/other/logits", scope: "model" };
  await writeSamples(root.folder, "earlier", "gradients", { checks: [layer("dense"), layer("relu"), otherModel] });
  const { asked, ids, measurements } = await ask("earlier");
  expect(asked).toEqual(["flatten"]);
  expect(ids).toEqual(["dense/plain/logits", "model/tiny/logits", "model/tiny/gradients"]);
  expect(measurements).toMatchObject({ "gradients.checks": { value: 3 }, "gradients.failedChecks": { value: 1 } });
});
