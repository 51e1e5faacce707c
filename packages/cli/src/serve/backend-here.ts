import { UsageError, type Backend, type BackendEntry } from "@evenkeel/core";
import { shellWord } from "@evenkeel/core/shell-word";
import { missingLibrary, unavailableError } from "@evenkeel/setup/unavailable";

/**
 * The backend, ready in this process. Throws `BackendError` with a remedy where it cannot run, and `UsageError` where
 * its library needs variables that this process was not started with.
 */
export async function backendHere(entry: BackendEntry): Promise<Backend> {
  const { id, variables = {} } = entry;
  const lacking = Object.entries(variables).filter(([name, value]) => process.env[name] !== value);
  if (lacking.length > 0) {
    const assignments = lacking.map(([name, value]) => `${name}=${shellWord(value)}`).join(" ");
    throw new UsageError(`${id} needs variables of its process`, {
      where: "--backend",
      remedy: `begin the command with ${assignments}`,
    });
  }
  const backend = await entry.load().catch((error: unknown) => {
    throw unavailableError(id, missingLibrary(id, error));
  });
  const availability = await backend.probe({ threads: null });
  if (availability.state === "unavailable") throw unavailableError(id, availability);
  return backend;
}
