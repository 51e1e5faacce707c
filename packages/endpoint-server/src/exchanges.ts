import { createHash } from "node:crypto";
import { DataError, type HostTensor } from "@evenkeel/core";
import { pictureTensor } from "@evenkeel/data";
import type { Exchange, Fault } from "./faults/fault.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import type { Incoming, PredictionRoute, Work } from "./protocol.ts";
import { Refusal } from "./refusal.ts";
import type { Reply } from "./reply.ts";
import type { Predict, ServedModel } from "./served-model.ts";

/** Most pixels of a picture: a small file cannot claim all memory. */
const mostPixels = 16_000_000;

/** Where a request went, and the signal that aborts when its client goes. */
interface Asked {
  readonly path: string;
  readonly gone: AbortSignal;
}

/** Requests for predictions, each through the faults around it, to the one model. */
export class Exchanges {
  readonly #served: ServedModel;
  readonly #faults: readonly Fault[];
  readonly #stopping: AbortSignal;
  readonly #turns = new OneAtATime();
  #arrived = 0;
  #images = 0;

  constructor(served: ServedModel, faults: readonly Fault[], stopping: AbortSignal) {
    this.#stopping = stopping;
    this.#served = served;
    this.#faults = faults;
  }

  /** Images predicted so far. */
  get images(): number {
    return this.#images;
  }

  /** Throws `Refusal`, or what the backend threw. */
  async reply(route: PredictionRoute, incoming: Incoming, { path, gone }: Asked): Promise<Reply> {
    const signal = AbortSignal.any([gone, this.#stopping]);
    const exchange: Exchange = { index: this.#arrived, key: keyOf(path, incoming.body), signal };
    this.#arrived += 1;
    const last = () => route.reply(incoming, this.#workOf(exchange, gone));
    const first = this.#faults.reduceRight((next, fault) => () => fault.exchange?.(exchange, next) ?? next(), last);
    return first();
  }

  #workOf(exchange: Exchange, gone: AbortSignal): Work {
    const last: Predict = async (images) => (await this.#served.predictor.predict(images)).value;
    const first = this.#faults.reduceRight<Predict>(
      (next, fault) => (images) => fault.predict?.(exchange, images, next) ?? next(images),
      last,
    );
    return {
      decode: (picture) => this.#turns.run(() => decoded(picture, this.#served), gone),
      predict: async (images) => {
        const predicted = await this.#turns.run(() => first(images), gone);
        this.#images += images.shape[0] ?? 0;
        return finite(predicted);
      },
    };
  }
}

function keyOf(path: string, body: Uint8Array): string {
  return createHash("sha256").update(path).update("\0").update(body).digest("hex");
}

async function decoded(picture: Uint8Array, { input }: ServedModel): Promise<HostTensor> {
  try {
    return await pictureTensor(picture, input, { mostPixels, where: "picture" });
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new Refusal(400, `the picture cannot be read: ${error.detail.got ?? error.finding}`, { cause: error });
  }
}

/** JSON has no other numbers. */
function finite(predicted: HostTensor): HostTensor {
  if (predicted.data.every(Number.isFinite)) return predicted;
  throw new Refusal(400, "the model gives no finite numbers for these images");
}
