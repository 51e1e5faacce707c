import { z } from "zod";
import { failureKindSchema } from "../transport/failure.ts";
import { attemptTimingSchema } from "../transport/timing.ts";

const ms = z.number().nonnegative();

/** One attempt at a request, as records and cassettes keep it. */
export const attemptRecordSchema = z.strictObject({
  /** When it was sent, by this machine's clock. */
  at: z.iso.datetime(),
  /** Our own waiting before it: for its turn, the rate and a quiet that the server asked for. */
  queuedMs: ms,
  /** Our own waiting before that, between the attempt before and this one; 0 for the first. */
  backoffMs: ms,
  timing: attemptTimingSchema,
  sentBytes: z.int().nonnegative(),
  receivedBytes: z.int().nonnegative(),
  outcome: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("response"), status: z.int() }),
    z.strictObject({ kind: z.literal("failure"), reason: failureKindSchema, words: z.string() }),
  ]),
});
export type AttemptRecord = z.infer<typeof attemptRecordSchema>;

/** A request and the response that it got in the end, as a cassette keeps it. */
export const exchangeSchema = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of how many times the same is asked, uncached, from 0. */
  repeat: z.int().nonnegative(),
  /** When the response came, by this machine's clock. */
  recordedAt: z.iso.datetime(),
  attempts: z.array(attemptRecordSchema).min(1),
  response: z.strictObject({
    status: z.int(),
    headers: z.record(z.string(), z.string()),
    body: z.base64(),
    /** Of the body. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});
export type StoredExchange = z.infer<typeof exchangeSchema>;
