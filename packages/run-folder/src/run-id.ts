/**
 * The id of a run that begins at an ISO time: by name, folders of runs are in the order of their beginnings. `apart`
 * tells it from one of the same second on another machine.
 */
export function runIdOf(startedAt: string, experiment: string, apart?: string): string {
  const parts = [startedAt.slice(0, 19).replaceAll(":", "-"), experiment, ...(apart === undefined ? [] : [apart])];
  return parts.join("-");
}

/** Whether a text is the name of a folder beside others, and no path that leads elsewhere. */
export function isRunId(text: string): boolean {
  return /^[A-Za-z0-9][\w-]{0,199}$/.test(text);
}
