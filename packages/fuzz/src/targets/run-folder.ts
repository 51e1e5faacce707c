import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readRunData } from "@evenkeel/analysis";
import { historiesOf, importNight, nightOfRunFolder, openStore } from "@evenkeel/history";
import { exporters } from "@evenkeel/report";
import { checkManifest, writeManifest } from "@evenkeel/run-folder";
import { folderOf } from "../scratch.ts";
import { Finding, type Target } from "../target.ts";
import { olderRun, presentRun } from "./sample-runs.ts";

const [older, present] = [await olderRun(), await presentRun()];
/** Of both runs: the names of their cells differ. */
const files = { ...older, ...present };
const runFiles = [older, present].map((run) => run["run.json"] ?? new Uint8Array());

export const runJson: Target = {
  name: "run-json",
  seeds: async () => runFiles,
  take: async (input) => exported(await runFolder({ "run.json": input })),
};

/** A run that a history takes whole, and gives back as it was, or refuses. */
export const history: Target = {
  name: "history",
  seeds: async () => runFiles,
  take: async (input) => {
    const folder = await runFolder({ "run.json": input });
    await writeManifest(folder);
    const night = await nightOfRunFolder(folder, folder);
    const store = await openStore(join(folder, "history.sqlite"));
    try {
      await importNight(store, night);
      let points = 0;
      for await (const series of historiesOf(store)) points += series.points.length;
      if (points !== night.points.length) throw new Finding(`${points} of ${night.points.length} points`);
    } finally {
      await store.close();
    }
  },
};

/** The cells of the run in the journal of one that was killed. */
export const journal: Target = {
  name: "journal",
  seeds: async () => {
    const { cells } = JSON.parse(Buffer.from(files["run.json"] ?? "").toString()) as { cells: unknown[] };
    const lines = cells.slice(0, 4).map((cell) => `${JSON.stringify(cell)}\n`);
    return [Buffer.from(lines.join("")), Buffer.from(lines[0] ?? "")];
  },
  take: async (input) => exported(await runFolder({ "journal.jsonl": input })),
};

/** Raw samples of each task; which one is told by the input. */
export const samples: Target = {
  name: "samples",
  seeds: async () => samplePaths.map((path) => files[path] ?? new Uint8Array()),
  take: async (input) => {
    const path = samplePaths.find((candidate) => looksLike(input, files[candidate])) ?? samplePaths[0] ?? "";
    await exported(await runFolder({ [path]: input }));
  },
};

export const manifest: Target = {
  name: "manifest",
  seeds: async () => {
    const folder = await runFolder({});
    await writeManifest(folder);
    return [await readFile(join(folder, "manifest.sha256"))];
  },
  take: async (input) => {
    const folder = await runFolder({});
    await writeFile(join(folder, "manifest.sha256"), input);
    await checkManifest(folder);
  },
};

const samplePaths = Object.keys(files).filter((path) => path.includes("onnx-cpu"));

function runFolder(changed: Readonly<Record<string, Uint8Array>>): Promise<string> {
  return folderOf("run", { ...files, ...changed });
}

function looksLike(input: Uint8Array, seed: Uint8Array | undefined): boolean {
  return seed !== undefined && Buffer.from(input.subarray(0, 12)).equals(Buffer.from(seed.subarray(0, 12)));
}

/** Every format but the page, which is a target of its own; no number of a document is NaN. */
async function exported(folder: string): Promise<void> {
  const data = await readRunData(folder);
  for (const { message } of data.problems)
    if (message.length > 2000) throw new Finding(`a problem of ${message.length} characters`);
  const input = { data, folder: "run", table: "measurements" } as const;
  const text = [...exporters.markdown(input), ...exporters.csv(input), ...exporters.json(input)].join("");
  if (/\bNaN\b/.test(text) && !Buffer.from(JSON.stringify(data.run)).toString().includes("NaN")) {
    throw new Finding("NaN in a document");
  }
}
