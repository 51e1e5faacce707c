import { setTimeout as sleep } from "node:timers/promises";
import type { RandomStream } from "@evenkeel/core";
import type { AttemptRecord } from "../cassette/exchange.ts";
import type { Endpoint } from "../endpoint/index.ts";
import { pricesTokens } from "../endpoint/prices.ts";
import type { Attempt } from "../transport/attempt.ts";
import { TransportFailure } from "../transport/failure.ts";
import type { Transport } from "../transport/transport.ts";
import type { WireRequest, WireResponse } from "../transport/wire.ts";
import { BudgetSpentError, type Budget } from "./budget.ts";
import { charge, highestCharge, type Nano, type Tokens } from "./cost.ts";
import type { Pace } from "./pace.ts";
import { nextAfter } from "./retry.ts";

/** What a sender has to know of responses. */
export interface ResponseReading {
  /** Of a response of success; null where it does not say. */
  tokens(response: WireResponse): Tokens | null;
  /** Of any other. */
  errorWords(response: WireResponse): string;
}

/** What became of a request, with every attempt at it. */
export interface Sent {
  /** `response`: one with a status of success. `stopped` and `budget`: it was not sent, or not again. */
  readonly end: "response" | "failed" | "stopped" | "budget";
  /** The last that came; null where none did. */
  readonly response: WireResponse | null;
  /** Why there is no response of success; empty where there is one. */
  readonly words: string;
  readonly attempts: readonly AttemptRecord[];
  readonly charged: Charged;
}

export interface Charged {
  readonly nano: Nano;
  /** False where the server may have charged less than what is counted: it did not say, or nothing came back. */
  readonly isCertain: boolean;
}

export interface SenderParts {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly budget: Budget;
  readonly pace: Pace;
  /** Of the jitter. */
  readonly random: RandomStream;
  /** Ends what has not been sent. */
  readonly stop: AbortSignal;
  /** Ends what is under way, too. */
  readonly cut: AbortSignal;
}

interface Tried {
  readonly attempt: Attempt;
  readonly record: AttemptRecord;
  readonly charged: Charged;
}

/** Sends requests within pace and budget, again where that may help; nothing under it tries again by itself. */
export class Sender {
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Rejects only where a ledger cannot be written. */
  async send(request: WireRequest, reading: ResponseReading): Promise<Sent> {
    const { endpoint, pace, random, stop } = this.#parts;
    const tried: Tried[] = [];
    let backoffMs = 0;
    try {
      for (;;) {
        const last = await pace.run((queuedMs) => this.#try(request, reading, { queuedMs, backoffMs }), stop);
        tried.push(last);
        const { result } = last.attempt;
        if (isSuccess(result)) return sent("response", result, "", tried);
        const response = result instanceof TransportFailure ? null : result;
        const words = wordsOf(result, reading);
        if (result instanceof TransportFailure && result.kind === "stopped") return sent("stopped", null, words, tried);
        const next = nextAfter(last.attempt, tried.length, endpoint.limits, random);
        if (next.kind === "end") return sent("failed", response, `${words} (${next.why})`, tried);
        if (next.quietMs !== null) pace.hold(next.quietMs);
        const from = performance.now();
        await sleep(next.waitMs, undefined, { signal: stop });
        backoffMs = performance.now() - from;
      }
    } catch (error) {
      if (error instanceof BudgetSpentError) return sent("budget", null, error.finding, tried);
      if (stop.aborted) return sent("stopped", null, "stopped before it was sent", tried);
      throw error;
    }
  }

  async #try(
    request: WireRequest,
    reading: ResponseReading,
    waited: Pick<AttemptRecord, "queuedMs" | "backoffMs">,
  ): Promise<Tried> {
    const { endpoint, transport, budget, cut } = this.#parts;
    const reservation = budget.reserve(highestCharge(endpoint, request.images));
    const at = new Date().toISOString();
    const attempt = await transport.send(request, cut);
    const charged = chargedFor(endpoint, request.images, attempt, reading);
    budget.settle(reservation, charged.nano);
    return { attempt, charged, record: { at, ...waited, ...recordOf(attempt) } };
  }
}

/** What an attempt counts for in the budget: in doubt what it can cost at most. */
function chargedFor(
  endpoint: Endpoint,
  images: number,
  { result, wasSent }: Attempt,
  reading: ResponseReading,
): Charged {
  if (!wasSent || endpoint.prices === null) return { nano: 0, isCertain: true };
  const most = { nano: highestCharge(endpoint, images), isCertain: false };
  if (result instanceof TransportFailure) return most;
  if (!isSuccess(result)) return endpoint.prices.failedRequests === "free" ? { nano: 0, isCertain: true } : most;
  const tokens = reading.tokens(result);
  if (tokens !== null) return { nano: charge(endpoint, images, tokens), isCertain: true };
  return { nano: most.nano, isCertain: !pricesTokens(endpoint.prices) };
}

function isSuccess(result: WireResponse | TransportFailure): result is WireResponse {
  return !(result instanceof TransportFailure) && result.status >= 200 && result.status < 300;
}

function wordsOf(result: WireResponse | TransportFailure, reading: ResponseReading): string {
  if (result instanceof TransportFailure) return result.message;
  const words = reading.errorWords(result);
  return `HTTP ${result.status}${words === "" ? "" : `: ${words}`}`;
}

function recordOf({
  result,
  timing,
  sentBytes,
  receivedBytes,
}: Attempt): Omit<AttemptRecord, "at" | "queuedMs" | "backoffMs"> {
  const outcome: AttemptRecord["outcome"] =
    result instanceof TransportFailure
      ? { kind: "failure", reason: result.kind, words: result.message }
      : { kind: "response", status: result.status };
  return { timing, sentBytes, receivedBytes, outcome };
}

function sent(end: Sent["end"], response: WireResponse | null, words: string, tried: readonly Tried[]): Sent {
  return {
    end,
    response,
    words,
    attempts: tried.map(({ record }) => record),
    charged: {
      nano: tried.reduce((sum, { charged }) => sum + charged.nano, 0),
      isCertain: tried.every(({ charged }) => charged.isCertain),
    },
  };
}
