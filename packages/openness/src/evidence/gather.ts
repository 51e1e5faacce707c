import type { Dataset } from "@evenkeel/core";
import { datasetSha256 } from "@evenkeel/data";
import type { ComponentFacts, ModelFacts, Place } from "../facts/schema.ts";
import { componentIds, componentOf, type ComponentId } from "../framework/components.ts";
import { isDatasetOf, verifiedDataset } from "./dataset.ts";
import type { Evidence, Problem, Retrieved } from "./evidence.ts";
import { hashPath, NotRetrieved, type Hashed } from "./hash-files.ts";
import { runFiles } from "./run-files.ts";
import { cellsOf, type RunSource } from "./run-source.ts";

/** Where evidence is looked for. */
export interface Sources {
  /** The folder that paths of the facts are relative to; null where the model's files were not fetched. */
  readonly files: string | null;
  /** The checkout, for datasets. */
  readonly root: string;
  readonly run: RunSource | null;
  /**
   * Why the files at these paths need not be those that a run used; null where they are the same. Of files that no
   * commit holds, such as a package's, it says so.
   */
  readonly changedSince: (paths: readonly string[], run: RunSource["run"]) => Promise<string | null>;
}

export interface Gathered {
  readonly evidence: readonly Evidence[];
  readonly problems: readonly Problem[];
}

/** Reads and hashes what the facts name, and finds what of it the run used. Throws nothing for what is not there. */
export async function gatherEvidence(facts: ModelFacts, sources: Sources): Promise<Gathered> {
  const gathering = new Gathering(facts, sources);
  await gathering.licences();
  for (const id of componentIds) await gathering.component(id);
  return gathering.found();
}

type Declared = Extract<ComponentFacts, { presence: "declared" }>;

class Gathering {
  readonly #facts: ModelFacts;
  readonly #sources: Sources;
  readonly #evidence: Evidence[] = [];
  readonly #problems: Problem[] = [];
  /** A monorepo's folders are parts of several components; each is read once. */
  readonly #hashed = new Map<string, Promise<Hashed>>();
  readonly #datasets = new Map<string, Promise<Dataset>>();

  constructor(facts: ModelFacts, sources: Sources) {
    this.#facts = facts;
    this.#sources = sources;
  }

  found(): Gathered {
    return { evidence: this.#evidence, problems: this.#problems };
  }

  async licences(): Promise<void> {
    for (const { licence, path, sha256: stated } of this.#facts.licences ?? []) {
      await this.#tried(null, async () => {
        const { sha256 } = await this.#file(path);
        if (stated !== undefined && stated !== sha256) return this.#differs(null, path, stated, sha256);
        this.#evidence.push({ step: "licence", licence, path, sha256 });
      });
    }
  }

  async component(id: ComponentId): Promise<void> {
    const own = this.#facts.components[id];
    if (own.presence !== "declared") return;
    let read = 0;
    for (const [index, place] of own.where.entries()) {
      await this.#tried(id, async () => {
        const got = await this.#retrieved(place);
        if (got === null) return;
        if (place.kind === "file" && place.sha256 !== undefined && place.sha256 !== got.sha256) {
          return this.#differs(id, place.path, place.sha256, got.sha256);
        }
        read += 1;
        this.#evidence.push({ step: "retrieved", component: id, place: index, ...got });
      });
    }
    if (read === own.where.length) await this.#tried(id, () => this.#exercised(id, own));
  }

  /** Null of what is named and never fetched. */
  async #retrieved(place: Place): Promise<Pick<Retrieved, "sha256" | "what"> | null> {
    if (place.kind === "page") return null;
    if (place.kind === "run") {
      if (this.#sources.run === null) throw new NotRetrieved("a run has to show it: --run");
      return runFiles[place.what](this.#sources.run);
    }
    if (place.kind === "dataset") {
      const dataset = await this.#dataset(place.name);
      const sha256 = datasetSha256(dataset);
      return { sha256, what: `dataset ${place.name}, ${dataset.train.count} and ${dataset.test.count} images` };
    }
    const { sha256, files } = await this.#file(place.path);
    return { sha256, what: files === 1 ? place.path : `${place.path}, ${files} files` };
  }

  async #exercised(id: ComponentId, { where, backends }: Declared): Promise<void> {
    const { run } = this.#sources;
    const { usedBy } = componentOf(id);
    if (run === null || usedBy.length === 0) return;
    const cells = await this.#usingCells(cellsOf(run, usedBy, backends), where, run);
    if (cells.length === 0) throw new NotRetrieved(`run ${run.run.runId} has no completed cell that used it`);
    const paths = where.flatMap((place) => (place.kind === "file" ? [place.path] : []));
    const changed = paths.length === 0 ? null : await this.#sources.changedSince(paths, run.run);
    if (changed !== null) throw new NotRetrieved(changed);
    this.#evidence.push({ step: "exercised", component: id, runId: run.run.runId, cells });
  }

  /** Of the cells, those whose workload used every dataset that the component names. */
  async #usingCells(cells: readonly string[], where: readonly Place[], { run }: RunSource): Promise<string[]> {
    const names = where.flatMap((place) => (place.kind === "dataset" ? [place.name] : []));
    const datasets = await Promise.all(names.map((name) => this.#dataset(name)));
    const using = new Set(
      run.workloads.filter((one) => datasets.every((dataset) => isDatasetOf(dataset, one))).map(({ id }) => id),
    );
    const workloadOf = new Map(run.cells.map(({ id, workload }) => [id, workload]));
    return datasets.length === 0 ? [...cells] : cells.filter((id) => using.has(workloadOf.get(id) ?? ""));
  }

  async #file(path: string): Promise<Hashed> {
    const { files } = this.#sources;
    if (files === null) throw new NotRetrieved(`${path} was not fetched: --files`);
    const known = this.#hashed.get(path) ?? hashPath(files, path);
    this.#hashed.set(path, known);
    return known;
  }

  async #dataset(name: string): Promise<Dataset> {
    const known = this.#datasets.get(name) ?? verifiedDataset(name, this.#sources.root);
    this.#datasets.set(name, known);
    return known;
  }

  async #tried(component: ComponentId | null, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NotRetrieved)) throw error;
      this.#problems.push({ component, what: error.message, differs: false });
    }
  }

  #differs(component: ComponentId | null, path: string, stated: string, got: string): void {
    const what = `${path} is another: its sha256 is ${got.slice(0, 12)}…, the facts say ${stated.slice(0, 12)}…`;
    this.#problems.push({ component, what, differs: true });
  }
}
