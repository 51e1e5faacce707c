import { z } from "zod";

/** A job as it travels: its kind and whatever that kind needs. */
export interface AnyJob {
  readonly kind: string;
}

/** One kind of work that a parent asks of a child process. Each end checks what it gets, strictly. */
export interface JobKind<Job extends AnyJob = AnyJob, Reply = unknown> {
  readonly kind: Job["kind"];
  /** What the child is told. */
  readonly job: z.ZodType<Job>;
  /** What it replies when it is done. A field `peakRssBytes` counts as an observation of its memory. */
  readonly reply: z.ZodType<Reply>;
}

export type JobOf<Kind extends JobKind> = z.infer<Kind["job"]>;
export type ReplyOf<Kind extends JobKind> = z.infer<Kind["reply"]>;

/** Ties what a child is told to what it replies. Both must survive JSON: no undefined, no NaN, no typed arrays. */
export function defineJob<const Kind extends string, Fields extends z.ZodRawShape, Reply extends z.ZodType>(
  kind: Kind,
  fields: Fields,
  reply: Reply,
) {
  return { kind, job: z.strictObject({ kind: z.literal(kind), ...fields }), reply };
}
