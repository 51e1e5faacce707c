import type { Name } from "../names.ts";

export function packageJson(name: string): string {
  return JSON.stringify({
    name,
    version: "0.1.0",
    private: true,
    license: "Apache-2.0",
    type: "module",
    exports: { "./catalog": "./src/catalog.ts" },
    scripts: {
      test: "vitest run --root . --config ../../vitest.config.ts",
    },
    dependencies: { "@evenkeel/backend-reference": "workspace:*", "@evenkeel/core": "workspace:*" },
    devDependencies: {
      "@evenkeel/conformance": "workspace:*",
      vitest: "catalog:",
    },
  });
}

export function identity({ kebab }: Name): string {
  return `import type { BackendIdentity } from "@evenkeel/core";

/** The catalogue and the backend both take it. */
export const identity: BackendIdentity = {
  id: "${kebab}",
  // What people read: the library and what it computes on, such as "ONNX Runtime, native CPU".
  title: "${kebab} (skeleton: the oracle's formulas)",
  device: "cpu",
  // Without this it is one of "all" backends, and \`pnpm bench\` runs it.
  byNameOnly: true,
};
`;
}

export function catalog({ camel }: Name): string {
  return `import type { BackendEntry } from "@evenkeel/core";
import { identity } from "./identity.ts";

/** The library is imported by \`load\` alone; its npm packages are named in \`libraries\`, for bundles. */
export const catalog: readonly BackendEntry[] = [
  { ...identity, load: async () => (await import("./backend.ts")).${camel}Backend },
];
`;
}

export function backend({ camel, pascal }: Name): string {
  return `import { referenceBackend } from "@evenkeel/backend-reference";
import type { Backend } from "@evenkeel/core";
import { identity } from "./identity.ts";
import { ${pascal}Model } from "./model.ts";

/** What the library cannot do is left out of \`supports\`, and refused by \`load\` with an \`UnsupportedError\`. */
export const ${camel}Backend: Backend = {
  ...identity,
  supports: {
    sources: new Set(["spec"]),
    layers: referenceBackend.supports.layers,
    training: true,
    threads: false,
  },
  probe: () => referenceBackend.probe(),
  load: (source) => ${pascal}Model.load(source),
  loadTrainable: (source, _options, recipe) => ${pascal}Model.load(source, recipe),
};
`;
}

export function model(name: Name): string {
  return `${modelImports}\n${modelClass(name)}`;
}

const modelImports = `import { referenceBackend } from "@evenkeel/backend-reference";
import {
  BackendError,
  specOf,
  type Batch,
  type HostTensor,
  type MemoryReport,
  type ModelSource,
  type RuntimeInfo,
  type Timed,
  type TrainableModel,
  type TrainingRecipe,
  type Weights,
} from "@evenkeel/core";
import { identity } from "./identity.ts";
`;

function modelClass({ pascal }: Name): string {
  return `/**
 * To start with, every method asks the oracle, which computes in float64 and gives float32. Replace them one by one,
 * \`predict\` first, with the weights that \`exportWeights\` gives; the conformance suite says what is right.
 */
export class ${pascal}Model implements TrainableModel {
  readonly outputs = "logits";
  readonly #oracle: TrainableModel;

  private constructor(oracle: TrainableModel) {
    this.#oracle = oracle;
  }

  /** The recipe is the model's own where none is given. Throws \`UnsupportedError\` for a source that is no spec. */
  static async load(source: ModelSource, recipe?: TrainingRecipe): Promise<${pascal}Model> {
    const own = specOf(source, identity.id);
    const oracle = await referenceBackend.loadTrainable?.(own, { threads: null }, recipe ?? own.spec.recipe);
    if (oracle === undefined) throw new BackendError("the oracle does not train", { where: identity.id });
    return new ${pascal}Model(oracle);
  }

  get runtime(): RuntimeInfo {
    return this.#oracle.runtime;
  }

  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    return this.#oracle.predict(images);
  }

  async train(batches: readonly Batch[]): Promise<Timed<Float64Array>> {
    return this.#oracle.train(batches);
  }

  async exportWeights(): Promise<Weights> {
    return this.#oracle.exportWeights();
  }

  async memory(): Promise<MemoryReport> {
    return this.#oracle.memory();
  }

  async dispose(): Promise<void> {
    await this.#oracle.dispose();
  }
}
`;
}

export function backendTest({ camel }: Name): string {
  return `import { testBackend } from "@evenkeel/conformance";
import { ${camel}Backend } from "../src/backend.ts";

testBackend(${camel}Backend);
`;
}

export function catalogTest(): string {
  return `import { testCatalog } from "@evenkeel/conformance";
import { catalog } from "../src/catalog.ts";

testCatalog(catalog, new URL("../src/catalog.ts", import.meta.url));
`;
}
