import { UsageError, type BackendEntry } from "@evenkeel/core";

/**
 * What `evenkeel setup` brought for these backends and a bundle takes along; without the libraries of the device's maker
 * where they are not wanted. Throws `UsageError` for a backend that is not set up, or that only works where it was made.
 */
export async function portableFiles(
  entries: readonly BackendEntry[],
  { deviceLibraries }: { readonly deviceLibraries: boolean },
): Promise<string[]> {
  const files = (await Promise.all(entries.map(filesOf))).flat();
  return files.filter(({ isDeviceLibrary }) => deviceLibraries || !isDeviceLibrary).map(({ path }) => path);
}

async function filesOf(entry: BackendEntry) {
  const made = await entry.setup?.();
  if (made === undefined) return [];
  const where = `--backend ${entry.id}`;
  if (made.portable === undefined) {
    throw new UsageError("cannot be bundled", {
      where,
      expected: "a backend that works on another machine than the one that set it up",
    });
  }
  const files = made.portable();
  if (files === null) throw new UsageError("is not set up", { where, remedy: `evenkeel setup ${entry.id}` });
  return files;
}
