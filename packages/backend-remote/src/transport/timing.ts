import { z } from "zod";

const ms = z.number().nonnegative();

/**
 * Where the time of one attempt went, in ms of this process's clock. Everything is measured at this end of the wire:
 * the server's own time is part of `firstByteMs` and cannot be told from the way there and back.
 */
export const attemptTimingSchema = z.strictObject({
  /** Whether it had to open a connection; `none` where it did not come to one. */
  connection: z.enum(["new", "reused", "none"]),
  /** Name resolution, TCP and TLS; null for a connection that was there. */
  connectMs: ms.nullable(),
  /**
   * From the first byte given to the socket until the last was taken out of this process. What the kernel still holds
   * then, and what is on its way, counts to `firstByteMs`.
   */
  uploadMs: ms.nullable(),
  /** From there to the first byte of the response. */
  firstByteMs: ms.nullable(),
  /** From there to the response's last byte. */
  downloadMs: ms.nullable(),
  /** From the moment when a connection was free for it to its end, however it ended; decoding is outside. */
  totalMs: ms,
});
export type AttemptTiming = z.infer<typeof attemptTimingSchema>;

/** The moments of an attempt, on the clock of `performance.now`. */
export class Moments {
  readonly begun: number;
  connected: number | null = null;
  isNewConnection = false;
  started: number | null = null;
  sent: number | null = null;
  firstByte: number | null = null;
  ended: number | null = null;

  constructor() {
    this.begun = performance.now();
  }

  timing(): AttemptTiming {
    const end = this.ended ?? performance.now();
    // A server may answer before it has read the whole request.
    const sent = this.sent === null || this.firstByte === null ? this.sent : Math.min(this.sent, this.firstByte);
    return {
      connection: this.isNewConnection ? "new" : this.started === null ? "none" : "reused",
      connectMs: this.isNewConnection ? between(this.begun, this.connected) : null,
      uploadMs: between(this.started, sent),
      firstByteMs: between(sent, this.firstByte),
      downloadMs: between(this.firstByte, this.ended),
      totalMs: Math.max(0, end - this.begun),
    };
  }
}

function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.max(0, to - from);
}
