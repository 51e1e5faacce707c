import { RunFolderError, type TaskName } from "@evenkeel/core";
import { taskDefinition, type SamplesOf } from "@evenkeel/tasks";

/** The largest number that a backend's float32 can hold: a loss, a logit, an error. */
const largestFloat32 = 3.4028234663852886e38;
/** 30 years in ms. */
const longestMs = 1e12;
/** Most images, steps or classes of anything. */
const largestCount = 1e10;
const isTime = /^(?:ms|seconds)$|(?:Ms|Seconds)$/;
const isCount = /^(?:steps|images|batchSize|trainImages|testImages)$/;

/**
 * Throws `RunFolderError` for samples that have the fields of their schema and cannot be what a cell wrote: a number
 * beyond what a clock, a count or a float32 gives, no call that took time, or figures that are no finite numbers. A
 * page that counts with such numbers shows NaN, or draws an axis without end.
 */
export function refuseImplausible<T extends TaskName>(task: T, samples: SamplesOf<T>, where: string): void {
  const found = implausible(samples, "", "samples") ?? lackingCalls(task, samples) ?? brokenFigure(task, samples);
  if (found === null) return;
  throw new RunFolderError("damaged samples", {
    where,
    got: found,
    remedy: "restore the file from a copy of the run folder, or run again",
  });
}

/** What is wrong below a field, and where; null for nothing. */
function implausible(value: unknown, field: string, path: string): string | null {
  if (typeof value === "number") return isPlausible(value, field) ? null : `${value} at ${path}`;
  if (typeof value !== "object" || value === null) return null;
  // A median of 0 ms: what is done in a second, or how many times as long another took, has no number.
  if (Array.isArray(value) && isTime.test(field) && 2 * value.filter((ms) => ms === 0).length >= value.length) {
    return `no call that took time, or half of them none, at ${path}`;
  }
  for (const [key, item] of Object.entries(value)) {
    const found = implausible(item, Array.isArray(value) ? field : key, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** Of tasks whose calls are compared with each other. */
function lackingCalls<T extends TaskName>(task: T, samples: SamplesOf<T>): string | null {
  if (task === "step-time") {
    const { batches } = samples as SamplesOf<"step-time">;
    return batches.every(({ calls }) => calls.length > 0) ? null : "a batch size without calls";
  }
  if (task !== "overhead") return null;
  const { calls } = samples as SamplesOf<"overhead">;
  const lone = calls.find(({ throughInterfaceMs, byHandMs }) => throughInterfaceMs.length !== byHandMs.length);
  return lone === undefined
    ? null
    : `${lone.throughInterfaceMs.length} calls through the interface and ${lone.byHandMs.length} by hand`;
}

function isPlausible(value: number, field: string): boolean {
  if (isTime.test(field)) return value >= 0 && value <= longestMs;
  if (isCount.test(field)) return value >= 0 && value <= largestCount;
  return Math.abs(value) <= largestFloat32;
}

/** The first of a cell's figures that its samples do not give. */
function brokenFigure<T extends TaskName>(task: T, samples: SamplesOf<T>): string | null {
  try {
    const figures = Object.entries(taskDefinition(task).measurements(samples));
    const broken = figures.find(([, figure]) => !Number.isFinite(figure?.value));
    return broken === undefined ? null : `${broken[1]?.value} as ${broken[0]}`;
  } catch (error) {
    return `samples without figures (${(error as Error).message})`;
  }
}
