import type { RandomStream } from "@evenkeel/core";
import type { Limits } from "../endpoint/limits.ts";
import type { Attempt } from "../transport/attempt.ts";
import { TransportFailure, type FailureKind } from "../transport/failure.ts";

/** Predicting again changes nothing at the server, so that whatever may pass by itself is tried again. */
const passing: ReadonlySet<FailureKind> = new Set(["connect", "reset", "timeout"]);
/** Timeout, conflict, too early, too many requests, and what servers and gateways in trouble say. */
const passingStatus = new Set([408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529]);

/** What happens after an attempt that brought no prediction. */
export type Next =
  | {
      readonly kind: "again";
      readonly waitMs: number;
      /** What the server asked everybody to wait; null where it asked for nothing. */
      readonly quietMs: number | null;
    }
  | { readonly kind: "end"; readonly why: string };

/**
 * Whether a request is tried again after so many attempts, and when: not before what the server asks, after a random
 * share of a time that doubles from attempt to attempt (full jitter), never longer than the endpoint file says.
 */
export function nextAfter(
  { result, retryAfterMs }: Attempt,
  attempts: number,
  limits: Limits,
  random: RandomStream,
): Next {
  const passes = result instanceof TransportFailure ? passing.has(result.kind) : passingStatus.has(result.status);
  if (!passes) return { kind: "end", why: "which trying again does not mend" };
  if (attempts >= limits.attempts) {
    return { kind: "end", why: attempts === 1 ? "in the only attempt" : `in the last of ${attempts} attempts` };
  }
  const longestMs = 1000 * limits.longestRetryAfterSeconds;
  if (retryAfterMs !== null && retryAfterMs > longestMs) {
    const asked = Math.ceil(retryAfterMs / 1000);
    return { kind: "end", why: `and asks to wait ${asked} s, longer than the ${longestMs / 1000} s of the file` };
  }
  const { first, most } = limits.backoffSeconds;
  const backoffMs = 1000 * random.uniform() * Math.min(most, first * 2 ** (attempts - 1));
  return { kind: "again", waitMs: (retryAfterMs ?? 0) + backoffMs, quietMs: retryAfterMs };
}
