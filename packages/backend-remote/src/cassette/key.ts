import { createHash } from "node:crypto";
import type { Endpoint } from "../endpoint/index.ts";
import type { WireRequest } from "../transport/wire.ts";

/**
 * A request's key in a cassette: endpoint, protocol, method, path and what it asks. Neither the host nor the key of the
 * API is part of it, so that a model that moves keeps its recordings.
 */
export function exchangeKey({ name, protocol }: Endpoint, { method, path, canonical }: WireRequest): string {
  const asked = createHash("sha256").update(canonical).digest("hex");
  return createHash("sha256")
    .update(JSON.stringify([name, protocol, method, path, asked]))
    .digest("hex");
}
