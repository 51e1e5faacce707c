import { brokenBy, checkDevice, checkIdentity, type Availability, type Backend } from "@evenkeel/core";
import { missingLibrary, withReinstall } from "@evenkeel/setup/unavailable";

/** Imports a backend and asks it whether it can run here, on as many threads as it takes itself. Never rejects. */
export async function probe(id: string, load: () => Promise<Backend>): Promise<Availability> {
  try {
    const backend = await load();
    checkIdentity(backend, id);
    const found = await backend.probe({ threads: null });
    if (found.state === "unavailable") return withReinstall(found);
    checkDevice(backend, found.runtime);
    return { ...found, takesThreads: backend.supports.threads };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
    return isMissing ? missingLibrary(id, error) : withReinstall(brokenBy(error));
  }
}
