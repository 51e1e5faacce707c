import { z } from "zod";

/**
 * Every task there is, in the order in which a round runs them. What a name stands for is its definition in
 * `@evenkeel/tasks`; a name without one does not compile.
 */
export const taskNames = [
  "gradients",
  "train",
  "evaluate",
  "latency",
  "throughput",
  "multi-stream",
  "server",
  "step-time",
  "overhead",
  "time-to-accuracy",
] as const;
export const taskSchema = z.enum(taskNames);
export type TaskName = z.infer<typeof taskSchema>;
