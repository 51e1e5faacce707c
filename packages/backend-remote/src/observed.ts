import type { AttemptRecord } from "./cassette/exchange.ts";
import type { ExchangeRecord } from "./exchange-record.ts";
import { unitsOf } from "./manners/cost.ts";
import type { AttemptTiming } from "./transport/timing.ts";

/** A number with how it was got; null where it cannot be known. */
export interface Observed<T> {
  readonly value: T | null;
  readonly basis: "measured" | "provider-reported" | "estimated" | "not-observable";
}

/** What requests to an endpoint showed, made of their records alone. Times in ms, in the order of the records. */
export interface Observations {
  readonly requests: number;
  readonly images: number;
  readonly attempts: number;
  /** Requests that were tried again at least once. */
  readonly retried: number;
  /** Share of requests whose first attempt had a response of success. */
  readonly firstAttemptAvailability: Observed<number>;
  /** Share of requests that had one in the end; without those that our own budget or a stop cut short. */
  readonly availability: Observed<number>;
  /** Of first attempts with a response of success alone: neither retries nor our own waiting. */
  readonly firstAttempts: readonly AttemptTiming[];
  /** Our own waiting a request: for its turn, the rate, quiet that was asked for, and between attempts. */
  readonly ownWaitMs: readonly number[];
  readonly inputTokens: Observed<number>;
  readonly outputTokens: Observed<number>;
  /** In units of the currency of the prices, which are declared. */
  readonly cost: Observed<number>;
  /** First and last moment of recording, where any of it was replayed. */
  readonly recorded: { readonly from: string; readonly to: string } | null;
}

/** Requests that were never sent are not counted: they say nothing of the endpoint. */
export function observe(records: readonly ExchangeRecord[], hasPrices: boolean): Observations {
  const asked = records.filter(({ attempts }) => attempts.length > 0);
  const ended = asked.filter(({ state }) => state !== "unasked");
  const first = asked.flatMap(({ attempts: [attempt] }) => (attempt === undefined ? [] : [attempt]));
  const replayed = asked
    .filter(({ source }) => source === "cassette")
    .map(({ recordedAt }) => recordedAt)
    .sort();
  const from = replayed[0];
  return {
    requests: asked.length,
    images: asked.reduce((sum, { images }) => sum + images, 0),
    attempts: asked.reduce((sum, { attempts }) => sum + attempts.length, 0),
    retried: asked.filter(({ attempts }) => attempts.length > 1).length,
    firstAttemptAvailability: share(first.filter(succeeded).length, first.length),
    availability: share(ended.filter(({ attempts }) => attempts.some(succeeded)).length, ended.length),
    firstAttempts: first.filter(succeeded).map(({ timing }) => timing),
    ownWaitMs: asked.map(({ attempts }) =>
      attempts.reduce((sum, { queuedMs, backoffMs }) => sum + queuedMs + backoffMs, 0),
    ),
    inputTokens: tokens(asked, "input"),
    outputTokens: tokens(asked, "output"),
    cost: costOf(asked, hasPrices),
    recorded: from === undefined ? null : { from, to: replayed.at(-1) ?? from },
  };
}

function succeeded({ outcome }: AttemptRecord): boolean {
  return outcome.kind === "response" && outcome.status >= 200 && outcome.status < 300;
}

function share(part: number, whole: number): Observed<number> {
  return whole === 0 ? { value: null, basis: "not-observable" } : { value: part / whole, basis: "measured" };
}

/** Only where every answered request says: a sum over some of them would be no sum. */
function tokens(asked: readonly ExchangeRecord[], side: "input" | "output"): Observed<number> {
  const answered = asked.filter(({ state }) => state === "answered");
  const counts = answered.flatMap((record) => record.tokens?.[side] ?? []);
  if (answered.length === 0 || counts.length < answered.length) return { value: null, basis: "not-observable" };
  return { value: counts.reduce((sum, count) => sum + count, 0), basis: "provider-reported" };
}

function costOf(asked: readonly ExchangeRecord[], hasPrices: boolean): Observed<number> {
  if (!hasPrices || asked.every(({ source }) => source === "cassette")) return { value: null, basis: "not-observable" };
  return { value: unitsOf(asked.reduce((sum, { charged }) => sum + charged.nano, 0)), basis: "estimated" };
}
