import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startRun } from "../src/index.ts";
import type { Variables } from "../src/launcher/launcher.ts";
import { processLauncher } from "../src/launcher/process-launcher.ts";
import type { Job } from "../src/protocol/jobs.ts";
import { experiment, tinyModel } from "./fixtures/experiment.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { sharedOptions, temporaryFolder } from "./fixtures/options.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

describe("variables of a backend", () => {
  it("are in the environment of a child process, beside those of this one", async () => {
    const file = join(root, "child.mjs");
    await writeFile(file, "console.error(process.env.OF_A_BACKEND, 'PATH' in process.env); process.exit(0);");
    const { log } = await processLauncher(pathToFileURL(file), { OF_A_BACKEND: "given" }).exited;
    expect(log).toBe("given true\n");
  });

  it("are given to its probe and its cells, and to nobody else", async () => {
    const variables = { OF_A_BACKEND: "given" };
    const started: [string, Variables | undefined][] = [];
    const shared = sharedOptions(root, ["a", "b"]);
    await startRun({
      ...shared,
      registry: shared.registry.map((backend) => (backend.id === "a" ? { ...backend, variables } : backend)),
      experiment: { ...experiment, tasks: { latency: {} } },
      models: [tinyModel],
      runsFolder: root,
      command: ["evenkeel", "run"],
      launcher: (_module, given) =>
        new FakeProcess((job, child) => {
          started.push([nameOf(job), given]);
          replyLikeACell(job, child);
        }),
    });
    expect(new Map(started)).toEqual(
      new Map([
        ["probe a", variables],
        ["probe b", undefined],
        ["baseline", undefined],
        ["cell a", variables],
        ["cell b", undefined],
      ]),
    );
  });
});

function nameOf(job: Job): string {
  return job.kind === "cell" ? `cell ${job.cell.backend}` : job.kind === "probe" ? `probe ${job.backend}` : job.kind;
}
