import type { AttemptRecord } from "./cassette/exchange.ts";
import type { Charged } from "./manners/sender.ts";
import type { Tokens } from "./manners/cost.ts";

/** How one request went: every attempt, our own waiting apart from the server's time. */
export interface ExchangeRecord {
  readonly key: string;
  /** Of how many times the same was asked, uncached, from 0. */
  readonly repeat: number;
  readonly images: number;
  readonly state: "answered" | "failed" | "unasked";
  /** From a cassette, times are those of its recording. */
  readonly source: "live" | "cassette";
  /** When the response came. */
  readonly recordedAt: string;
  readonly attempts: readonly AttemptRecord[];
  /** By the endpoint file's prices; nothing for what a cassette gave. */
  readonly charged: Charged;
  /** As the provider counts them; null where it does not say. */
  readonly tokens: Tokens | null;
  /** What the provider calls the model that computed this; null where it does not say. */
  readonly servedBy: string | null;
}
