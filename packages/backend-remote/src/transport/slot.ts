import type { Socket } from "node:net";
import { buildConnector, Client } from "undici";
import type { Limits } from "../endpoint/limits.ts";
import { TransportFailure } from "./failure.ts";
import { ResponseReader, type RawResponse } from "./response-reader.ts";
import { Moments } from "./timing.ts";

export interface SlotRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

export interface SlotResult {
  readonly result: RawResponse | TransportFailure;
  readonly moments: Moments;
  readonly receivedBytes: number;
}

/** Headers of a response may be this long in all. */
const mostHeaderBytes = 32 * 2 ** 10;

/**
 * One connection to an endpoint, for one request at a time: so a connection that has to be opened is the request's that
 * waits for it. It is kept between requests while the server keeps it.
 */
export class Slot {
  readonly #origin: string;
  readonly #limits: Limits;
  #client: Client | null = null;
  #socket: Socket | null = null;
  /** Of the request under way. */
  #moments: Moments | null = null;

  constructor(origin: string, limits: Limits) {
    this.#origin = origin;
    this.#limits = limits;
  }

  /** Sends a request and takes in its response; never rejects. A stop by the signal ends it at once. */
  async send(request: SlotRequest, signal: AbortSignal): Promise<SlotResult> {
    const moments = new Moments();
    this.#moments = moments;
    const { promise, resolve } = Promise.withResolvers<RawResponse | TransportFailure>();
    const reader = new ResponseReader({
      moments,
      mostBytes: this.#limits.responseBytes,
      socket: () => this.#socket,
      settle: resolve,
    });
    const cut = (failure: TransportFailure): void => {
      resolve(failure);
      this.#drop(failure);
    };
    const seconds = this.#limits.timeoutSeconds.attempt;
    const timer = setTimeout(
      () => cut(new TransportFailure("timeout", `took longer than ${seconds} s`)),
      1000 * seconds,
    );
    const stop = (): void => cut(new TransportFailure("stopped", "stopped"));
    signal.addEventListener("abort", stop, { once: true });
    try {
      if (signal.aborted) stop();
      else this.#dispatch(request, reader);
      const result = await promise;
      moments.ended ??= performance.now();
      return { result, moments, receivedBytes: reader.receivedBytes };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      this.#moments = null;
    }
  }

  /** Closes its connection. */
  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.destroy(new TransportFailure("stopped", "closed"));
  }

  #dispatch(request: SlotRequest, reader: ResponseReader): void {
    this.#client ??= this.#open();
    const { method, path, headers, body } = request;
    try {
      this.#client.dispatch({ method, path, headers, body }, reader);
    } catch (error) {
      reader.onResponseError(null as never, error as Error);
    }
  }

  #drop(failure: TransportFailure): void {
    const client = this.#client;
    this.#client = null;
    client?.destroy(failure).catch(() => undefined);
  }

  #open(): Client {
    const { connect, headers, body } = this.#limits.timeoutSeconds;
    const connector = buildConnector({ timeout: 1000 * connect, allowH2: false, rejectUnauthorized: true });
    return new Client(this.#origin, {
      pipelining: 1,
      allowH2: false,
      headersTimeout: 1000 * headers,
      bodyTimeout: 1000 * body,
      maxHeaderSize: mostHeaderBytes,
      connect: (options, callback) => {
        const moments = this.#moments;
        if (moments !== null) moments.isNewConnection = true;
        connector(options, (...result) => {
          const [, socket] = result;
          if (moments !== null && socket !== null) moments.connected = performance.now();
          this.#socket = socket;
          callback(...result);
        });
      },
    });
  }
}
