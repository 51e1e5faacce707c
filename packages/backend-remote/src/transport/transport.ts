import type { Endpoint } from "../endpoint/index.ts";
import { scrubBytes, scrubText } from "../secrets/scrub.ts";
import type { Secret } from "../secrets/secret.ts";
import type { Attempt } from "./attempt.ts";
import { decodeBody } from "./content-encoding.ts";
import { failureOf, TransportFailure } from "./failure.ts";
import type { RawResponse } from "./response-reader.ts";
import { retryAfterMs } from "./retry-after.ts";
import { Slot, type SlotRequest } from "./slot.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** Of a response, what is told on. */
const toldHeaders = ["content-type", "inference-header-content-length"];

/**
 * Sends requests to one endpoint, each on a connection of its own, as many at once as the endpoint's concurrency. Adds
 * address and key, follows nowhere, and takes the key out of all that comes back.
 */
export class Transport {
  readonly #endpoint: Endpoint;
  readonly #secret: Secret | null;
  readonly #base: URL;
  readonly #free: Slot[];
  readonly #slots: readonly Slot[];

  constructor(endpoint: Endpoint, secret: Secret | null) {
    this.#endpoint = endpoint;
    this.#secret = secret;
    this.#base = new URL(endpoint.url);
    const { origin } = this.#base;
    this.#slots = Array.from({ length: endpoint.limits.concurrency }, () => new Slot(origin, endpoint.limits));
    this.#free = [...this.#slots].reverse();
  }

  /** Never rejects for what the server does. Throws where more requests are under way than the endpoint allows. */
  async send(request: WireRequest, signal: AbortSignal): Promise<Attempt> {
    const slot = this.#free.pop();
    if (slot === undefined) throw new Error("more requests at once than the endpoint allows");
    try {
      const { result, moments, receivedBytes } = await slot.send(this.#addressed(request), signal);
      const timing = moments.timing();
      return {
        result: await this.#told(result),
        timing,
        sentBytes: request.body?.length ?? 0,
        receivedBytes,
        retryAfterMs: result instanceof TransportFailure ? null : retryAfterMs(result.headers),
        wasSent: moments.started !== null,
      };
    } finally {
      this.#free.push(slot);
    }
  }

  /** Closes every connection; what is under way ends as stopped. */
  async close(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  #addressed({ method, path, headers, body }: WireRequest): SlotRequest {
    const { pathname, search } = this.#base;
    const target = `${pathname.replace(/\/+$/, "")}${path}${search}`;
    return {
      method,
      path: target.startsWith("/") ? target : `/${target}`,
      headers: { accept: "*/*", "accept-encoding": "identity", ...headers, ...this.#authorization() },
      body,
    };
  }

  #authorization(): Record<string, string> {
    const { auth } = this.#endpoint;
    if (auth === null || this.#secret === null) return {};
    const key = this.#secret.reveal();
    return { [auth.header]: auth.header === "authorization" ? `Bearer ${key}` : key };
  }

  async #told(result: RawResponse | TransportFailure): Promise<WireResponse | TransportFailure> {
    if (result instanceof TransportFailure) return this.#withoutKey(result);
    const { responseBytes } = this.#endpoint.limits;
    try {
      const body = await decodeBody(result.body, result.headers["content-encoding"], responseBytes);
      const headers = toldHeaders.flatMap((name) => {
        const value = result.headers[name];
        return value === undefined ? [] : [[name, scrubText(value, this.#secret)] as const];
      });
      return { status: result.status, headers: Object.fromEntries(headers), body: scrubBytes(body, this.#secret) };
    } catch (error) {
      return this.#withoutKey(failureOf(error));
    }
  }

  #withoutKey({ kind, message }: TransportFailure): TransportFailure {
    return new TransportFailure(kind, scrubText(message, this.#secret));
  }
}
