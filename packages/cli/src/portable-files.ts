import { UsageError, type BackendEntry } from "@evenkeel/core";
import { commandLine } from "@evenkeel/setup/command-line";

/** What a bundle takes along of what `evenkeel setup` brought. */
export interface Portable {
  /** Files and folders; absolute. */
  readonly paths: readonly string[];
  /** A line for each backend of which a part stays behind: what the other machine has to have. */
  readonly neededElsewhere: readonly string[];
}

/**
 * What a bundle takes along of these backends' setups, without the libraries of the device's maker where they are not
 * wanted. Throws `UsageError` for a backend that is not set up, or whose setup works only where it was made.
 */
export async function portableFiles(
  entries: readonly BackendEntry[],
  { deviceLibraries }: { readonly deviceLibraries: boolean },
): Promise<Portable> {
  const parts = await Promise.all(entries.map(partOf));
  const files = parts.flatMap((part) => part.files).filter((file) => deviceLibraries || !file.isDeviceLibrary);
  return { paths: files.map(({ path }) => path), neededElsewhere: parts.flatMap((part) => part.neededElsewhere) };
}

async function partOf(entry: BackendEntry) {
  const { id } = entry;
  const made = await entry.setup?.();
  if (made === undefined) return { files: [], neededElsewhere: [] };
  const where = `--backend ${id}`;
  if (made.portable === undefined) {
    throw new UsageError("cannot be bundled: what setup builds for it works only where it was built", {
      where,
      remedy: "leave it out",
    });
  }
  const files = made.portable();
  if (files === null) throw new UsageError("is not set up", { where, remedy: `run: ${commandLine(`setup ${id}`)}` });
  const { neededElsewhere } = made;
  return { files, neededElsewhere: neededElsewhere === undefined ? [] : [`${id} needs ${neededElsewhere}`] };
}
