/** A library, runtime or driver that is another from one night to a later one; null where it was not there. */
export interface VersionChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Versions by name, as a night's run had them. */
export type Versions = Readonly<Record<string, string>>;

/** What changed between two nights, by name: what a change of a series at the later one may come from. */
export function versionChanges(before: Versions, after: Versions): VersionChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .map((name) => ({ name, from: versionOf(before, name), to: versionOf(after, name) }))
    .filter(({ from, to }) => from !== to);
}

/** Of nights in time order, those at which something changed since the one before, with what did. */
export function versionNotes<Night extends { readonly versions: Versions }>(
  nights: readonly Night[],
): { night: Night; changes: readonly VersionChange[] }[] {
  return nights
    .map((night, index) => ({
      night,
      changes: index === 0 ? [] : versionChanges(nights[index - 1]?.versions ?? {}, night.versions),
    }))
    .filter(({ changes }) => changes.length > 0);
}

/** A name such as `constructor` is nothing but a name. */
function versionOf(versions: Versions, name: string): string | null {
  return Object.hasOwn(versions, name) ? (versions[name] ?? null) : null;
}
