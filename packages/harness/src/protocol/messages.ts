import { measurementsSchema, runtimeInfoSchema } from "@evenkeel/core";
import { z } from "zod";
import type { AnyJob, JobKind } from "./define-job.ts";

const progressSchema = z.strictObject({
  kind: z.literal("progress"),
  phase: z.string(),
  /** Of the job's work, 0–1. */
  fraction: z.number().min(0).max(1),
  runtime: runtimeInfoSchema.nullable(),
  /** What is known so far; kept when the cell is killed or dies. */
  measurements: measurementsSchema,
  peakRssBytes: z.number(),
});
export type ProgressMessage = z.infer<typeof progressSchema>;

const errorSchema = z.strictObject({
  kind: z.literal("error"),
  /** The error's class: `backend`, `unsupported-layer`, `run-folder`, `unexpected`, … */
  code: z.string(),
  /** One line, without the remedy. */
  message: z.string(),
  remedy: z.string().nullable(),
});
export type ErrorMessage = z.infer<typeof errorSchema>;

/** The job is done. */
export interface ReplyMessage<Reply> {
  readonly kind: "reply";
  readonly reply: Reply;
}

/** What a child says of a job. Every message but `progress` is its last. */
export type ChildMessage<Reply = unknown> = ProgressMessage | ErrorMessage | ReplyMessage<Reply>;

/** The messages that may come of a job of that kind. */
export function messageSchemaOf<Job extends AnyJob, Reply>(kind: JobKind<Job, Reply>): z.ZodType<ChildMessage<Reply>> {
  const replySchema = z.strictObject({ kind: z.literal("reply"), reply: kind.reply });
  return z.discriminatedUnion("kind", [progressSchema, errorSchema, replySchema]);
}
