import { DataError, foreignText } from "@evenkeel/core";
import type { ForeignOptions, Store } from "@evenkeel/history";
import { InvalidArgumentError } from "commander";
import { say } from "../../terminal.ts";
import { failed, type Outcome } from "./import-outcome.ts";

/** Every run of another tool's file or folder into the history; what is refused stops none of the others. */
export async function importForeign(store: Store, path: string, options: ForeignOptions): Promise<Outcome[]> {
  const { foreignNights, importNight } = await import("@evenkeel/history");
  try {
    const { source, nights, leftOut } = await foreignNights(path, options);
    const outcomes: Outcome[] = [];
    for (const night of nights) {
      const [runId, points] = [night.run.id, night.points.length];
      try {
        const state = await importNight(store, night);
        outcomes.push({ folder: path, state, runId, points, reason: null, fails: false });
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        outcomes.push(failed(path, error));
      }
    }
    const what = leftOut === 1 ? "value of a failed or skipped benchmark" : "values of failed or skipped benchmarks";
    const without = leftOut === 0 ? "" : `; ${leftOut} ${what} left out`;
    const runs = nights.length === 1 ? "1 run" : `${nights.length} runs`;
    say(`${foreignText(path)}: ${runs} of ${source}${without}`);
    return outcomes;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return [failed(path, error)];
  }
}

/** A moment as ISO 8601 writes it, with its time zone, in ms UTC. */
export function moment(text: string): number {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (at >= 0) return at;
  throw new InvalidArgumentError("Expected a time with its zone, as 2026-11-27T02:17:00Z.");
}

/** The hash of a commit, or the beginning of one. */
export function hash(text: string): string {
  if (/^[0-9a-f]{7,64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("Expected the hash of a commit, of 7 to 64 hexadecimal digits.");
}
