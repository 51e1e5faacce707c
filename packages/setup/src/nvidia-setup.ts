import type { BackendSetup } from "@evenkeel/core";
import { missingNvidiaDriver } from "./nvidia-driver.ts";
import { unavailableError } from "./unavailable.ts";

/** Gigabytes for CUDA are only fetched where there is a driver for them. */
export function withNvidiaDriver(id: string, setup: BackendSetup): BackendSetup {
  return {
    ...setup,
    install: async (options) => {
      const missing = await missingNvidiaDriver();
      if (missing !== null) throw unavailableError(`setup of ${id}`, missing);
      await setup.install(options);
    },
  };
}
