import { versionChanges } from "../detect/version-changes.ts";
import type { RunRow } from "../night.ts";
import { versionsOf } from "../queries/runs.ts";
import type { Store } from "../store/open-store.ts";
import { upgradeWords } from "../site/words.ts";

/** Libraries that are others in the later run than in the earlier, in words; empty where a run is not there. */
export async function upgradesBetween(store: Store, earlier: RunRow | null, later: RunRow | null): Promise<string[]> {
  if (earlier === null || later === null) return [];
  const versions = await versionsOf(store, later.fingerprint);
  return versionChanges(versions.get(earlier.id) ?? {}, versions.get(later.id) ?? {}).map(upgradeWords);
}
