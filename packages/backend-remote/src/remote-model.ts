import {
  BackendError,
  InterruptedError,
  elementCount,
  hostTensor,
  type HostTensor,
  type MemoryReport,
  type Model,
  type Network,
  type Outputs,
  type RuntimeInfo,
  type Timed,
} from "@evenkeel/core";
import type { EndpointClient, Exchange } from "./client.ts";
import type { ExchangeRecord } from "./exchange-record.ts";
import { inLanes } from "./in-lanes.ts";
import { BudgetSpentError } from "./manners/budget.ts";
import type { ImageAnswer } from "./protocol/protocol.ts";

/** What became of one image. */
export type ImageOutcome =
  | ImageAnswer
  /** No attempt brought an answer, or what came is none. */
  | { readonly state: "failed"; readonly words: string }
  /** Not asked: the work was stopped, or the budget is spent. */
  | { readonly state: "unasked"; readonly why: "stopped" | "budget"; readonly words: string };

export interface Predictions {
  /** One each image, in their order. */
  readonly images: readonly ImageOutcome[];
  /** One each request. */
  readonly records: readonly ExchangeRecord[];
}

/** In place of a class index where an endpoint predicted none of the classes: wrong whatever the label is. */
export const noClass = -1;

/** A model behind an endpoint. What it is made of, and what it takes to run, cannot be seen from here. */
export class RemoteModel implements Model {
  readonly runtime: RuntimeInfo;
  readonly #client: EndpointClient;
  readonly #network: Network;
  readonly #records = new Set<ExchangeRecord>();
  #closed = false;

  constructor(client: EndpointClient, network: Network, runtime: RuntimeInfo) {
    this.#client = client;
    this.#network = network;
    this.runtime = runtime;
  }

  get outputs(): Outputs {
    return this.#client.protocol.outputs;
  }

  /** How every request so far went. */
  get records(): readonly ExchangeRecord[] {
    return [...this.#records];
  }

  /**
   * [N, H, W, C] to [N, classes], or to [N] for labels, where a refusal and a label that is none of the classes are
   * `noClass`. Throws `BackendError` where an image got no answer, `BudgetSpentError` and `InterruptedError` where it
   * was not asked; `predictEach` keeps what was answered.
   */
  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    const start = performance.now();
    const { images: outcomes } = await this.predictEach(images);
    const width = this.outputs === "labels" ? 1 : this.#network.classes;
    const data = new Float32Array(outcomes.length * width);
    for (const [index, outcome] of outcomes.entries()) data.set(this.#row(outcome), index * width);
    const shape = this.outputs === "labels" ? [outcomes.length] : [outcomes.length, width];
    return { value: hostTensor(shape, data), computeMs: performance.now() - start };
  }

  /**
   * Asks about each image, and gives what became of it. Rejects only where going on is pointless: a cassette that lacks
   * a request, a server that has another model, a ledger that cannot be written.
   *
   * @param repeat Of how many times the same images are asked, uncached, from 0.
   */
  async predictEach(images: HostTensor, repeat = 0): Promise<Predictions> {
    if (this.#closed) throw new BackendError("the model is disposed of", { where: this.#client.endpoint.name });
    const [count] = this.#checked(images.shape);
    const size = this.#client.protocol.imagesPerRequest;
    const { concurrency } = this.#client.endpoint.limits;
    const exchanges = await inLanes(Math.ceil(count / size), concurrency, async (index) => {
      const part = slice(images, index * size, Math.min(count, (index + 1) * size));
      return this.#client.exchange(await this.#client.protocol.request(part), repeat);
    });
    const records = [...new Set(exchanges.map(({ record }) => record))];
    for (const record of records) this.#records.add(record);
    return { images: exchanges.flatMap(outcomesOf), records };
  }

  /** Nothing of a model elsewhere can be seen from here. */
  async memory(): Promise<MemoryReport> {
    return { wasmBytes: null, deviceBytes: null };
  }

  async dispose(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#client.close();
  }

  #row(outcome: ImageOutcome): Float32Array {
    if (outcome.state === "predicted") return outcome.values;
    const where = `endpoint ${this.#client.endpoint.name}`;
    if (outcome.state === "failed") throw new BackendError("gave no answer", { where, got: outcome.words });
    if (outcome.state === "unasked") {
      const detail = { where, got: outcome.words };
      throw outcome.why === "budget"
        ? new BudgetSpentError("the budget is spent", detail)
        : new InterruptedError("interrupted", detail);
    }
    if (this.outputs === "labels") return Float32Array.of(noClass);
    throw new BackendError("predicted none of the classes", { where, got: outcome.words });
  }

  #checked([count = 0, ...size]: readonly number[]): readonly [number] {
    const { height, width, channels } = this.#network.input;
    const fits = size.length === 3 && size[0] === height && size[1] === width && size[2] === channels;
    if (count >= 1 && fits) return [count];
    throw new BackendError("images that do not fit", {
      where: `endpoint ${this.#client.endpoint.name}`,
      expected: `[N, ${height}, ${width}, ${channels}]`,
      got: `[${[count, ...size].join(", ")}]`,
    });
  }
}

function slice({ shape, data }: HostTensor, start: number, end: number): HostTensor {
  const size = elementCount(shape.slice(1));
  return hostTensor([end - start, ...shape.slice(1)], data.subarray(start * size, end * size));
}

function outcomesOf(exchange: Exchange): readonly ImageOutcome[] {
  if (exchange.state === "answered") return exchange.answer.images;
  const { record, ...outcome } = exchange;
  return Array.from({ length: record.images }, () => outcome);
}
