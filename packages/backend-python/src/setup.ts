import { BackendError, type BackendSetup } from "@evenkeel/core";
import { venvSetup } from "@evenkeel/setup";
import { environments, type PythonBackendId } from "./environments.ts";
import { missingNvidiaDriver } from "./nvidia-driver.ts";

/** How `evenkeel setup` brings a backend. Gigabytes for CUDA are only fetched where there is a driver for them. */
export function pythonSetup(id: PythonBackendId): BackendSetup {
  const setup = venvSetup(environments[id]);
  if (!id.endsWith("-cuda")) return setup;
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
