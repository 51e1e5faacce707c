/**
 * What a job is in. `interrupted`: its run was begun, has settled cells, and waits to go on where its files are, or to
 * be begun anew elsewhere. `failed`: a worker could not do it, and said why. `lost`: given up, with what it had.
 */
export const jobStates = ["waiting", "running", "interrupted", "done", "failed", "lost", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** States in which a job has no end yet. */
export const openStates = ["waiting", "running", "interrupted"] as const satisfies readonly JobState[];

/**
 * What became of an attempt: a job as a queue hands it out, once. `void`: another attempt of the job was taken, or
 * the job ended.
 */
export type AttemptState = "waiting" | "running" | "done" | "failed" | "given-back" | "lost" | "void";
