import type { AttemptTiming } from "./timing.ts";
import type { TransportFailure } from "./failure.ts";
import type { WireResponse } from "./wire.ts";

/** One request on the wire, once: how it went, and what it took. */
export interface Attempt {
  readonly result: WireResponse | TransportFailure;
  readonly timing: AttemptTiming;
  /** Bytes of the request's and of the response's body, the latter as received. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** What the server asks to wait, in ms; null where it asks for nothing. */
  readonly retryAfterMs: number | null;
  /** Whether the request went out, so that the server may have worked and charged for it. */
  readonly wasSent: boolean;
}
