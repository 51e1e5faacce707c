import type { RuntimeInfo } from "./availability.ts";
import { devices, type Backend } from "./backend.ts";
import { BackendError } from "./errors.ts";

/** Throws `BackendError` where the backend that was loaded for an id calls itself something else. */
export function checkIdentity({ id }: Pick<Backend, "id">, asked: string): void {
  if (id === asked) return;
  throw new BackendError("the catalogue's entry loads a backend of another name", {
    where: asked,
    expected: `"${asked}"`,
    got: `"${id}"`,
  });
}

/** Throws `BackendError` where a runtime names another device as its provider than the backend computes on. */
export function checkDevice({ id, device }: Pick<Backend, "id" | "device">, { provider }: RuntimeInfo): void {
  const named = devices.find((known) => known === provider.toLowerCase().split(":")[0]);
  if (named === undefined || named === device) return;
  throw new BackendError("runs on another device than it says", {
    where: id,
    expected: device,
    got: `provider "${provider}"`,
  });
}
