import type { Backend } from "@evenkeel/core";
import { z } from "zod";
import type { AnyJob, JobKind } from "../protocol/define-job.ts";
import type { Reporter } from "./reporter.ts";

/** What a child does jobs with. */
export interface ChildTools {
  /** Imports the module of a backend and gives it; called for the one backend that the job is about. */
  readonly loadBackend: (id: string) => Promise<Backend>;
  /** Tells the parent how far the job is. */
  readonly reporter: Reporter;
}

/** Does jobs of one kind. */
export interface JobHandler {
  readonly kind: string;
  /** Takes the job as it came from the parent, and gives the reply. Throws for a job that is not of its kind. */
  readonly serve: (raw: unknown, tools: ChildTools) => Promise<unknown>;
}

/** A handler that checks each job before `work` gets it. */
export function jobHandler<Job extends AnyJob, Reply>(
  { kind, job: schema }: JobKind<Job, Reply>,
  work: (job: Job, tools: ChildTools) => Promise<Reply>,
): JobHandler {
  return {
    kind,
    serve: (raw, tools) => {
      const { data: job, error } = schema.safeParse(raw);
      if (error !== undefined) throw new Error(`not a job of kind "${kind}": ${z.prettifyError(error)}`);
      return work(job, tools);
    },
  };
}
