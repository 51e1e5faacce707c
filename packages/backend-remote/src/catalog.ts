import type { BackendEntry } from "@evenkeel/core";
import { identity } from "./identity.ts";

/** Not in the command line's registry yet: a workload names networks of the zoo, and this backend takes endpoints. */
export const catalog: readonly BackendEntry[] = [
  {
    ...identity,
    libraries: ["p-queue", "sharp", "undici"],
    load: async () => (await import("./backend.ts")).remoteBackend,
  },
];
