import { DataError, UsageError } from "@evenkeel/core";
import { isOwnData } from "@evenkeel/data";
import { experimentSchema, type Experiment } from "@evenkeel/tasks";
import { z } from "zod";

/** Most bytes of a submission as JSON: a hundred times those of the largest experiment in benchmarks/. */
export const largestSubmissionBytes = 256 * 1024;

const longestName = 60;

/** What people call a machine: also a part of the names of queues. */
export const machineNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "expected at most 40 lower-case letters, digits and dashes");

/**
 * What a queue holds of a job: data that a worker checks as if a stranger had sent it. It names backends, networks and
 * datasets that the worker knows itself, and can hold neither code nor a path.
 */
const submissionSchema = z.strictObject({
  version: z.literal(1),
  experiment: experimentSchema
    .refine(({ name }) => name.length <= longestName, `expected a name of at most ${longestName} characters`)
    .refine(({ workloads }) => workloads.every(({ dataset }) => !isOwnData(dataset)), "expected published datasets"),
  /** The command line that would run the same, for the run's page. No word of it is a URL. */
  command: z
    .array(
      z
        .string()
        .max(1000)
        .refine((word) => !word.includes("://"), "expected no URL"),
    )
    .min(1)
    .max(200),
  /** Flags by which that changed the experiment. */
  changes: z.array(z.string().regex(/^--[a-z][a-z-]{0,40}$/)).max(50),
  /** The one machine that may take it, by its worker's name. */
  machine: machineNameSchema.exactOptional(),
});

/** What a job is to do. */
export type Submission = z.output<typeof submissionSchema>;

/**
 * A submission as the queue keeps it. Throws `UsageError` for an experiment that no other machine can be asked to run.
 */
export function encodeSubmission(submission: Omit<Submission, "version">): string {
  refuseOwnData(submission.experiment);
  const text = JSON.stringify({ version: 1, ...submission } satisfies Submission);
  const bytes = Buffer.byteLength(text);
  if (bytes > largestSubmissionBytes) {
    throw new UsageError("the experiment is too large for a queue", {
      where: "experiment",
      expected: `at most ${largestSubmissionBytes} bytes of JSON`,
      got: String(bytes),
    });
  }
  const checked = submissionSchema.safeParse(JSON.parse(text));
  if (checked.success) return text;
  throw new UsageError("not an experiment that a queue takes", { where: "experiment", got: told(checked.error) });
}

/** What a queue's text asks for. Throws `DataError` for anything else than a submission. */
export function decodeSubmission(text: string): Submission {
  const where = "the job in the queue";
  if (Buffer.byteLength(text) > largestSubmissionBytes) {
    throw new DataError("too large", { where, expected: `at most ${largestSubmissionBytes} bytes` });
  }
  const parsed = submissionSchema.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new DataError("not an experiment", {
    where,
    expected: "what this version of `evenkeel submit` sends",
    got: told(parsed.error),
  });
}

/** A path on this machine means nothing on another, or something else. */
function refuseOwnData({ workloads }: Experiment): void {
  const own = workloads.find(({ dataset }) => isOwnData(dataset));
  if (own === undefined) return;
  throw new UsageError("data of your own is on this machine alone", {
    where: `the dataset of ${own.id}`,
    expected: "a published dataset, which each worker has or can fetch",
    got: own.dataset,
    remedy: "run it here by `evenkeel run`",
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function told({ issues: [first] }: z.ZodError): string {
  const { path, message } = first ?? { path: [], message: "something else" };
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}
