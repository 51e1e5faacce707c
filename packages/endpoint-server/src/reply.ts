/** What a client gets for one request. */
export interface Reply {
  readonly status: number;
  /** By lower-case name. The length is added when it is sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Where the connection breaks off on purpose: before the first byte, or half-way through the body. */
  readonly breaksOff?: "before-head" | "in-body";
}

/** A value as JSON. */
export function jsonReply(value: unknown, status = 200): Reply {
  return { status, headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(value)) };
}
