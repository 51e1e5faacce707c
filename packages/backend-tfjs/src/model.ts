import { tidy } from "@tensorflow/tfjs-core";
import {
  DataError,
  type HostTensor,
  type MemoryReport,
  type Model,
  type SpecSource,
  type RuntimeInfo,
  type Timed,
} from "@evenkeel/core";
import { onBackend } from "./engine.ts";
import { forward } from "./forward.ts";
import type { TfjsRuntime } from "./runtime.ts";
import { download, upload, uploadWeights, type VariableWeights } from "./weights.ts";

/** A model that predicts. */
export class TfjsModel implements Model {
  readonly runtime: RuntimeInfo;
  readonly outputs = "logits";
  protected readonly backend: TfjsRuntime;
  protected readonly source: SpecSource;
  protected readonly weights: VariableWeights;
  #disposed = false;

  /** Call it on the backend: see `onBackend`. Throws `DataError` when the weights are not the spec's. */
  constructor(backend: TfjsRuntime, source: SpecSource) {
    this.backend = backend;
    this.source = source;
    this.weights = uploadWeights(source.spec, source.weights);
    this.runtime = backend.describe();
  }

  predict(images: HostTensor): Promise<Timed<HostTensor>> {
    return this.onBackend(async () => {
      this.checkImages(images);
      const start = performance.now();
      const pass = { weight: this.weights.of, training: null };
      const logits = tidy(() => forward(this.source.spec, upload(images, "share"), pass));
      try {
        const value = await download(logits);
        return { value, computeMs: performance.now() - start };
      } finally {
        logits.dispose();
      }
    });
  }

  memory(): Promise<MemoryReport> {
    return this.onBackend(() => this.backend.memory());
  }

  dispose(): Promise<void> {
    return this.onBackend(() => {
      if (!this.#disposed) this.free();
      this.#disposed = true;
    });
  }

  protected free(): void {
    this.weights.dispose();
  }

  protected onBackend<T>(work: () => T | Promise<T>): Promise<T> {
    return onBackend(this.backend.backendName, work);
  }

  protected checkImages({ shape }: HostTensor): void {
    const { height, width, channels } = this.source.spec.input;
    if (shape.length !== 4 || shape.slice(1).join() !== [height, width, channels].join()) {
      const expected = `[N, ${height}, ${width}, ${channels}]`;
      throw new DataError(`images do not fit ${this.source.spec.name}`, { expected, got: `[${shape.join(", ")}]` });
    }
  }
}
