import { EvenkeelError, explainError, type Availability, type Backend } from "@evenkeel/core";
import { brokenLibrary, missingLibrary } from "@evenkeel/setup/unavailable";

/** Imports a backend and asks it whether it can run here. Never rejects. */
export async function probe(id: string, load: () => Promise<Backend>): Promise<Availability> {
  try {
    const backend = await load();
    return await backend.probe();
  } catch (error) {
    if (error instanceof EvenkeelError) return { state: "unavailable", reason: "broken", ...explainError(error) };
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
    return isMissing ? missingLibrary(id, error) : brokenLibrary(error);
  }
}
