import type { ProbedBackend } from "@evenkeel/harness";

/** A line for each backend that cannot run here and that something can be done about: what that is. */
export function remedyLines(probed: readonly ProbedBackend[]): string[] {
  return probed.flatMap(({ id, availability }) =>
    availability.state === "unavailable" && availability.remedy !== null ? [`${id}: ${availability.remedy}`] : [],
  );
}
