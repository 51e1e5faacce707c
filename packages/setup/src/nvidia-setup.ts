import { BackendError, type BackendSetup } from "@evenkeel/core";
import { missingNvidiaDriver } from "./nvidia-driver.ts";

/** Gigabytes for CUDA are only fetched where there is a driver for them. */
export function withNvidiaDriver(id: string, setup: BackendSetup): BackendSetup {
  return {
    description: setup.description,
    install: async (options) => {
      const missing = await missingNvidiaDriver();
      if (missing !== null)
        throw new BackendError(missing, { where: `setup of ${id}`, remedy: "install NVIDIA's driver first" });
      await setup.install(options);
    },
  };
}
