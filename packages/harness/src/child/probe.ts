import { EvenkeelError, type Availability, type Backend } from "@evenkeel/core";

/** Imports a backend and asks it whether it can run here. Never rejects. */
export async function probe(load: () => Promise<Backend>): Promise<Availability> {
  try {
    const backend = await load();
    return await backend.probe();
  } catch (error) {
    if (error instanceof EvenkeelError) {
      const { finding: message, detail } = error;
      return { state: "unavailable", reason: "broken", message, remedy: detail.remedy ?? null };
    }
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
    return {
      state: "unavailable",
      reason: missing ? "not-installed" : "broken",
      message: message.split("\n")[0] ?? "its module cannot be imported",
      remedy: missing ? "pnpm install" : null,
    };
  }
}
