import { rm } from "node:fs/promises";
import { UsageError } from "@evenkeel/core";
import { collectEnvironment } from "@evenkeel/harness";
import { findSeries, listFindings, type Store } from "@evenkeel/history";
import { subjectWords } from "@evenkeel/history/words";
import { projectRoot } from "../project.ts";
import { confirmOne } from "./confirm-one.ts";
import type { Chosen, Confirmed, ConfirmOptions } from "./confirmed.ts";
import { checkoutsOf } from "./sides.ts";

/**
 * Reruns findings one by one. Each is kept when it is decided, so that an interruption loses none; reruns stay until
 * all are through.
 */
export async function confirmFindings(store: Store, options: ConfirmOptions): Promise<Confirmed[]> {
  const { fingerprint } = await collectEnvironment(projectRoot);
  const chosen = await findingsOf(store, options.ids, fingerprint);
  const context = { ...options, fingerprint, checkouts: checkoutsOf(options), places: new Set<string>() };
  const done: Confirmed[] = [];
  try {
    for (const { finding, series } of chosen) {
      if (options.signal.aborted) break;
      options.tell(`${finding.id}: ${series.backend}, ${subjectWords(series)}`);
      done.push(await confirmOne(store, { finding, series }, context));
    }
  } finally {
    await context.checkouts.remove();
  }
  if (!options.signal.aborted) {
    for (const place of context.places) await rm(place, { recursive: true, force: true });
  }
  return done;
}

async function findingsOf(store: Store, ids: readonly string[], fingerprint: string): Promise<Chosen[]> {
  const findings = await listFindings(store);
  for (const id of ids) {
    if (findings.some((finding) => finding.id === id)) continue;
    throw new UsageError("no such finding", {
      where: "findings",
      expected: "ids that `evenkeel history check` prints",
      got: `"${id}"`,
    });
  }
  const asked = findings.filter(({ id, state }) => (ids.length === 0 ? state === "suspected" : ids.includes(id)));
  const chosen: Chosen[] = [];
  for (const finding of asked) chosen.push({ finding, series: await findSeries(store, finding.seriesId) });
  return ids.length === 0 ? chosen.filter(({ series }) => series.fingerprint === fingerprint) : chosen;
}
