import { readdirSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { readRun } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resumeRun, startRun, type RunProgress, type StartRunOptions } from "../src/index.ts";
import { rememberSources } from "../src/prepare/sources.ts";
import { sha256Of } from "../src/sha256.ts";
import { experiment, tinyDataset } from "./fixtures/experiment.ts";
import { replyLikeACell } from "./fixtures/fake-replies.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;
let pets: string;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
  pets = join(root, "private", "pets");
  await mkdir(pets, { recursive: true });
});
afterEach(() => remove());

const opened: string[] = [];

/** A run on a folder of pictures, whose backend b says where it lies on the machine with every error. */
function options(changes: Partial<StartRunOptions> = {}): StartRunOptions {
  const place = join(homedir(), "secret", "libtensor.so");
  opened.length = 0;
  return playedRun(root, {
    datasets: (name) => {
      opened.push(name);
      return Promise.resolve({ dataset: { ...tinyDataset, name: "folder:pets" }, licence: "not stated" });
    },
    experiment: {
      ...experiment,
      tasks: { train: {}, evaluate: {} },
      workloads: [{ id: "tiny", model: "tiny", dataset: `folder:${pets}`, epochs: 1 }],
    },
    command: ["evenkeel", "run", `--dataset=folder:${pets}`, "--dataset", `folder:${pets}@6x6`, "--out", `${root}/run`],
    launcher: () =>
      new FakeProcess((job, child) => {
        if (job.kind !== "cell" || job.cell.backend !== "b") return replyLikeACell(job, child);
        const message = `${place}: cannot open shared object file`;
        child.say({ kind: "error", code: "backend", message, remedy: `remove ${pets}/x.png` });
        return child.exit({ log: `Traceback:\n  File "${place}", line 3\n    at file://${place}:1:2\n` });
      }),
    ...changes,
  });
}

/** What a folder's files say, all of them together. */
function contentOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")).join("\n");
}

describe("a run folder", () => {
  it("names one's own data by its folder's name and content, and no place on the machine", async () => {
    const { folder, run } = await startRun(options());
    expect(run.cells.some(({ state }) => state === "failed")).toBe(true);
    const recorded = await readRun(folder);
    expect(recorded.experiment.workloads[0]?.dataset).toBe("folder:pets");
    expect(recorded.plan[0]?.dataset).toBe("folder:pets");
    expect(recorded.workloads[0]?.dataset).toMatchObject({ name: "folder:pets", sha256: expect.any(String) as string });
    expect(recorded.command.slice(2, 5)).toEqual(["--dataset=folder:pets", "--dataset", "folder:pets@6x6"]);
    const failed = recorded.cells.find(({ state }) => state === "failed");
    expect(failed).toMatchObject({ reason: { message: "~/secret/libtensor.so: cannot open shared object file" } });
    const content = contentOf(folder);
    for (const place of [root, homedir(), "private"]) expect(content).not.toContain(place);
    expect(content).toContain('File "~/secret/libtensor.so", line 3');
  });

  it("names none while the run goes on either", async () => {
    const seen: { readonly journal: string; readonly content: string }[] = [];
    const onProgress = (event: RunProgress) => {
      if (event.kind !== "settled" || event.cell.state !== "failed") return;
      seen.push({
        journal: readFileSync(join(root, "run", "journal.jsonl"), "utf8"),
        content: contentOf(`${root}/run`),
      });
    };
    await startRun(options({ onProgress }));
    expect(seen).not.toEqual([]);
    for (const { journal, content } of seen) {
      expect(journal).toContain("~/secret/libtensor.so");
      for (const place of [root, homedir(), "private"]) expect(content).not.toContain(place);
    }
  });

  it("goes on with one's own data by its content, wherever it lies by now and whatever the working folder is", async () => {
    const first = options();
    const { folder } = await startRun(first);
    expect(opened).toEqual([`folder:${pets}`]);
    const datasetFolders = new Set<string>();
    const launcher = () =>
      new FakeProcess((job, child) => {
        if (job.kind === "cell") datasetFolders.add(job.datasetFolder);
        replyLikeACell(job, child);
      });
    const { run } = await resumeRun({ ...options({ launcher }), folder, redoTroubled: true });
    expect(opened).toEqual([]);
    expect(datasetFolders.size).toBe(1);
    expect(run.cells.every(({ state }) => state === "completed")).toBe(true);
  });

  it("opens the data again where it lay when the cache was emptied, and else says what is missing", async () => {
    const { folder } = await startRun(options());
    await rm(join(root, ".cache", "decoded"), { recursive: true });
    await resumeRun({ ...options(), folder });
    expect(opened).toEqual([`folder:${pets}`]);
    await rm(join(root, ".cache"), { recursive: true });
    await expect(resumeRun({ ...options(), folder })).rejects.toThrow(
      /where the images of folder:pets lie is not known in this checkout; go on in the checkout/,
    );
  });

  it("is read without places of the machine also where an older writer left them in", async () => {
    const { folder } = await startRun(options());
    const file = join(folder, "run.json");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replaceAll("~/secret", "/opt/secret/lib"));
    expect(JSON.stringify(await readRun(folder))).not.toContain("/opt");
  });

  it("does not begin where the place of one's own data cannot be kept, and says what to do", async () => {
    const sources = join(root, ".cache", "sources");
    await mkdir(sources, { recursive: true });
    await mkdir(join(sources, `${sha256Of("the run").slice(0, 32)}.json`, "something"), { recursive: true });
    const workloads = [{ id: "tiny", model: "tiny", dataset: `folder:${pets}`, epochs: 1 }] as const;
    await expect(rememberSources(root, "the run", { workloads, models: [] })).rejects.toThrow(
      /EISDIR.*a folder lies in its place/,
    );
    expect(await readdir(sources)).toHaveLength(1);
  });
});
