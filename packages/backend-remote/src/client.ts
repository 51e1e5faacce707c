import { createHash } from "node:crypto";
import { BackendError, EvenkeelError, randomStream, type EndpointExchanges, type ErrorDetail } from "@evenkeel/core";
import { Cassette } from "./cassette/cassette.ts";
import type { StoredExchange } from "./cassette/exchange.ts";
import { exchangeKey } from "./cassette/key.ts";
import type { Endpoint } from "./endpoint/index.ts";
import type { ExchangeRecord } from "./exchange-record.ts";
import { Budget } from "./manners/budget.ts";
import { openLedger, type Ledger } from "./manners/ledger.ts";
import { Pace } from "./manners/pace.ts";
import { Sender, type ResponseReading, type Sent } from "./manners/sender.ts";
import { AnswerError } from "./protocol/answer-error.ts";
import type { Answer, Ask, Protocol } from "./protocol/protocol.ts";
import { protocolOf } from "./protocol/protocols.ts";
import type { Secret } from "./secrets/secret.ts";
import { Transport } from "./transport/transport.ts";
import type { WireRequest, WireResponse } from "./transport/wire.ts";

/** A replay met a request that its cassette does not hold. */
export class CassetteMissError extends EvenkeelError {
  readonly code = "cassette-miss";

  constructor(detail: ErrorDetail) {
    super("holds no exchange for this request", detail);
  }
}

/** What became of a request. */
export type Exchange =
  | { readonly state: "answered"; readonly answer: Answer; readonly record: ExchangeRecord }
  /** No attempt brought an answer, or what came is none. */
  | { readonly state: "failed"; readonly words: string; readonly record: ExchangeRecord }
  /** Not asked, or not to the end: the work was stopped, or the budget is spent. */
  | {
      readonly state: "unasked";
      readonly why: "stopped" | "budget";
      readonly words: string;
      readonly record: ExchangeRecord;
    };

export interface ClientOptions extends EndpointExchanges {
  /** Of the jitter. */
  readonly seed: number;
  /** A stop: nothing more is sent, what is under way has `graceMs` to end. */
  readonly signal: AbortSignal;
  readonly graceMs: number;
}

/** The budget or a stop left no question before the first request. */
class NotAskedError extends Error {
  readonly sent: Sent;

  constructor(sent: Sent) {
    super(sent.words);
    this.sent = { ...sent, attempts: [] };
  }
}

/** Asks one endpoint, or its cassette, and keeps what came. */
export class EndpointClient {
  readonly endpoint: Endpoint;
  readonly protocol: Protocol;
  readonly #mode: EndpointExchanges["mode"];
  readonly #cassette: Cassette | null;
  readonly #transport: Transport;
  readonly #pace: Pace;
  readonly #ledger: Ledger | undefined;
  readonly #sender: Sender;
  readonly #forgetSignal: () => void;
  #introduced: Promise<void> | null = null;
  /** By key and repeat: the same asked twice at once is asked once. */
  readonly #underWay = new Map<string, Promise<Exchange>>();
  /** By key and repeat, what was answered to this client: the same asked again is the same exchange. */
  readonly #answered = new Map<string, ExchangeRecord>();

  private constructor(endpoint: Endpoint, secret: Secret | null, cassette: Cassette | null, options: ClientOptions) {
    this.endpoint = endpoint;
    this.protocol = protocolOf(endpoint);
    this.#mode = options.mode;
    this.#cassette = cassette;
    this.#transport = new Transport(endpoint, secret);
    this.#pace = new Pace(endpoint.limits);
    const head = { endpoint: endpoint.name, currency: endpoint.prices?.currency ?? null };
    this.#ledger = options.ledger === null || options.mode === "replay" ? undefined : openLedger(options.ledger, head);
    const { cut, forget } = afterGrace(options.signal, options.graceMs);
    this.#forgetSignal = forget;
    this.#sender = new Sender({
      endpoint,
      transport: this.#transport,
      budget: new Budget(endpoint, this.#ledger),
      pace: this.#pace,
      random: randomStream(options.seed, `jitter:${endpoint.name}`),
      stop: options.signal,
      cut,
    });
  }

  /** Throws `DataError` for a cassette or a ledger that cannot be used. */
  static async open(endpoint: Endpoint, secret: Secret | null, options: ClientOptions): Promise<EndpointClient> {
    const { mode, cassettes } = options;
    if (mode !== "live" && cassettes === null) throw new Error(`${mode} needs a folder of cassettes`);
    const use = mode === "replay" ? "read" : "add";
    const cassette = mode === "live" || cassettes === null ? null : await Cassette.open(cassettes, endpoint, use);
    try {
      return new EndpointClient(endpoint, secret, cassette, options);
    } catch (error) {
      await cassette?.close();
      throw error;
    }
  }

  /**
   * @param repeat Of how many times the same is asked, uncached, from 0.
   * @throws {CassetteMissError} in a replay.
   * @throws {BackendError} where the server has not the model that the endpoint file describes.
   */
  async exchange(request: WireRequest, repeat: number): Promise<Exchange> {
    const key = exchangeKey(this.endpoint, request);
    if (this.#mode === "live") return this.#ask(request, key, repeat);
    const name = `${key}-${repeat}`;
    const underWay = this.#underWay.get(name) ?? this.#recorded(request, key, repeat);
    this.#underWay.set(name, underWay);
    try {
      const exchange = await underWay;
      if (exchange.state !== "answered") return exchange;
      const record = this.#answered.get(name) ?? exchange.record;
      this.#answered.set(name, record);
      return { ...exchange, record };
    } finally {
      this.#underWay.delete(name);
    }
  }

  async close(): Promise<void> {
    this.#pace.clear();
    this.#forgetSignal();
    await this.#transport.close();
    await this.#cassette?.close();
    this.#ledger?.close();
  }

  async #recorded(request: WireRequest, key: string, repeat: number): Promise<Exchange> {
    const isOld = this.#mode === "refresh" && !this.#answered.has(`${key}-${repeat}`);
    const stored = isOld ? null : ((await this.#cassette?.find({ key, repeat })) ?? null);
    if (stored !== null) return this.#replayed(request, stored);
    if (this.#mode !== "replay") return this.#ask(request, key, repeat);
    throw new CassetteMissError({
      where: this.#cassette?.file ?? "",
      expected: `${request.method} ${request.path === "" ? "/" : request.path} with ${key.slice(0, 12)}…, repeat ${repeat}`,
      got: `${this.#cassette?.size ?? 0} others`,
      remedy: "record it against the endpoint, or replay what it was recorded with",
    });
  }

  #replayed(request: WireRequest, { key, repeat, recordedAt, attempts, response }: StoredExchange): Exchange {
    const { status, headers, body } = response;
    const sent = { end: "response", words: "", attempts, charged: { nano: 0, isCertain: true } } as const;
    const wire = { status, headers, body: new Uint8Array(Buffer.from(body, "base64")) };
    const record = { key, repeat, images: request.images, source: "cassette", recordedAt } as const;
    return this.#concluded(request, { ...sent, response: wire }, record);
  }

  async #ask(request: WireRequest, key: string, repeat: number): Promise<Exchange> {
    const introduced = await this.#introduction();
    const sent = introduced ?? (await this.#sender.send(request, this.#reading(request)));
    const recordedAt = new Date().toISOString();
    if (sent.end === "response" && sent.response !== null) {
      const { attempts, response } = sent;
      await this.#cassette?.add({
        key,
        repeat,
        recordedAt,
        attempts: [...attempts],
        response: storedResponse(response),
      });
    }
    return this.#concluded(request, sent, { key, repeat, images: request.images, source: "live", recordedAt });
  }

  /** Null where the server is ready; else why it was not asked. Rejects where it is not as its file says. */
  async #introduction(): Promise<Sent | null> {
    const ask: Ask = async (request) => {
      const sent = await this.#sender.send(request, this.#reading(request));
      if (sent.response !== null) return sent.response;
      if (sent.end !== "failed") throw new NotAskedError(sent);
      throw new BackendError("cannot be reached", { where: `endpoint ${this.endpoint.name}`, got: sent.words });
    };
    this.#introduced ??= this.protocol.introduce?.(ask) ?? Promise.resolve();
    try {
      await this.#introduced;
      return null;
    } catch (error) {
      if (error instanceof NotAskedError) return error.sent;
      throw error;
    }
  }

  #reading(request: WireRequest): ResponseReading {
    return {
      errorWords: (response) => this.protocol.errorWords(response),
      tokens: (response) => {
        try {
          return this.protocol.answer(response, request).tokens;
        } catch {
          return null;
        }
      },
    };
  }

  #concluded(
    request: WireRequest,
    sent: Sent,
    about: Omit<ExchangeRecord, "attempts" | "charged" | "tokens" | "servedBy" | "state">,
  ): Exchange {
    const { attempts, charged } = sent;
    const record = { ...about, attempts, charged, tokens: null, servedBy: null };
    const { end, words, response } = sent;
    if (end === "stopped" || end === "budget") {
      return { state: "unasked", why: end, words, record: { ...record, state: "unasked" } };
    }
    if (end === "failed" || response === null)
      return { state: "failed", words, record: { ...record, state: "failed" } };
    try {
      const answer = this.protocol.answer(response, request);
      const { tokens, servedBy } = answer;
      return { state: "answered", answer, record: { ...record, state: "answered", tokens, servedBy } };
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      return { state: "failed", words: error.finding, record: { ...record, state: "failed" } };
    }
  }
}

function storedResponse({ status, headers, body }: WireResponse): StoredExchange["response"] {
  const sha256 = createHash("sha256").update(body).digest("hex");
  return { status, headers, body: Buffer.from(body).toString("base64"), sha256 };
}

/** A signal that aborts so long after another one. */
function afterGrace(signal: AbortSignal, graceMs: number): { readonly cut: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  const later = (): void => {
    setTimeout(() => controller.abort(), graceMs).unref();
  };
  if (signal.aborted) later();
  else signal.addEventListener("abort", later, { once: true });
  return { cut: controller.signal, forget: () => signal.removeEventListener("abort", later) };
}
