import { z } from "zod";

/** Most threads that can be asked for: more than any machine has, and few enough for a runtime to start. */
export const mostThreads = 1024;

/** Threads that a cell asks its backend for: a number, or as many as the backend takes by itself. */
export const threadCountSchema = z.union([z.int().positive().max(mostThreads), z.literal("default")]);
export type ThreadCount = z.infer<typeof threadCountSchema>;

/**
 * What is measured at several thread counts, each once. What does not depend on threads is done at the first of them.
 */
export const threadsSchema = z
  .array(threadCountSchema)
  .min(1)
  .refine((counts) => new Set(counts).size === counts.length, "the same thread count twice is no second measurement");
