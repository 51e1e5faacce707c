import type { Socket } from "node:net";
import type { Dispatcher } from "undici";
import { failureOf, TransportFailure } from "./failure.ts";
import type { Moments } from "./timing.ts";

/** A response as it came: its body still encoded. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Headers that anything here reads. No other is kept: one might hold what was sent to the server. */
const readHeaders = [
  "content-type",
  "content-encoding",
  "content-length",
  "inference-header-content-length",
  "retry-after",
  "retry-after-ms",
];
const longestHeader = 200;

export interface ReaderOptions {
  readonly moments: Moments;
  readonly mostBytes: number;
  /** That the request goes out on: what it cannot take at once waits in this process. */
  readonly socket: () => Socket | null;
  readonly settle: (result: RawResponse | TransportFailure) => void;
}

/** Takes one response in, as long as it stays within its bounds, and notes when what came. */
export class ResponseReader implements Dispatcher.DispatchHandler {
  readonly #moments: Moments;
  readonly #mostBytes: number;
  readonly #socket: () => Socket | null;
  readonly #settle: ReaderOptions["settle"];
  #chunks: Buffer[] = [];
  #head: Pick<RawResponse, "status" | "headers"> | null = null;
  receivedBytes = 0;

  constructor({ moments, mostBytes, socket, settle }: ReaderOptions) {
    this.#moments = moments;
    this.#mostBytes = mostBytes;
    this.#socket = socket;
    this.#settle = settle;
  }

  onRequestStart(): void {
    this.#moments.started = performance.now();
  }

  onRequestSent(): void {
    const moments = this.#moments;
    moments.sent = performance.now();
    const socket = this.#socket();
    if (socket?.writableNeedDrain !== true) return;
    socket.once("drain", () => {
      if (moments.firstByte === null) moments.sent = performance.now();
    });
  }

  onResponseStarted(): void {
    this.#moments.firstByte = performance.now();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Responses before the response, such as 103, have no body.
    if (status < 200) return;
    this.#moments.firstByte ??= performance.now();
    this.#head = { status, headers: keptHeaders(headers) };
    const promised = Number(this.#head.headers["content-length"] ?? 0);
    if (status >= 300 && status < 400) {
      controller.abort(new TransportFailure("redirect", `a redirect (HTTP ${status}), which is not followed`));
    } else if (promised > this.#mostBytes) {
      controller.abort(tooLong(this.#mostBytes));
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.receivedBytes += chunk.length;
    if (this.receivedBytes > this.#mostBytes) controller.abort(tooLong(this.#mostBytes));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#moments.ended = performance.now();
    if (this.#head === null) this.#settle(new TransportFailure("not-http", "a response without a status"));
    else this.#settle({ ...this.#head, body: Buffer.concat(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#chunks = [];
    this.#settle(failureOf(error));
  }
}

function tooLong(mostBytes: number): TransportFailure {
  return new TransportFailure("too-long", `the response is longer than ${mostBytes} bytes`);
}

function keptHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    readHeaders.flatMap((name) => {
      const value = headers[name];
      if (value === undefined) return [];
      const text = typeof value === "string" ? value : value.join(", ");
      return text.length > longestHeader ? [] : [[name, text] as const];
    }),
  );
}
