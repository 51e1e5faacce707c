import { BackendError, type BackendSetup } from "@evenkeel/core";
import { addonSetup, withNvidiaDriver } from "@evenkeel/setup";
import { nativeAddons, type NativeBackendId } from "./native-addons.ts";
import { unsupportedPlatform } from "./native-platform.ts";

/** How `evenkeel setup` brings TensorFlow and builds the addon that tfjs-node calls it through. */
export function nativeSetup(id: NativeBackendId): BackendSetup {
  const setup = addonSetup(nativeAddons[id]);
  const here = id === "tfjs-node-gpu" ? withNvidiaDriver(id, setup) : setup;
  return {
    description: here.description,
    install: async (options) => {
      const reason = unsupportedPlatform();
      if (reason !== null) throw new BackendError(reason, { where: `setup of ${id}` });
      await here.install(options);
    },
  };
}
