import type { BackendSetup } from "@evenkeel/core";
import { addonSetup, withNvidiaDriver } from "@evenkeel/setup";
import { unavailableError } from "@evenkeel/setup/unavailable";
import type { NativeIdentity } from "./identities.ts";
import { nativeAddons } from "./native-addons.ts";
import { otherPlatform } from "./native-platform.ts";

/** How `evenkeel setup` brings TensorFlow and builds the addon that tfjs-node calls it through. */
export function nativeSetup({ id, device }: NativeIdentity): BackendSetup {
  const setup = addonSetup(nativeAddons[id]);
  const here = device === "cuda" ? withNvidiaDriver(id, setup) : setup;
  return {
    ...here,
    install: async (options) => {
      const unavailable = otherPlatform();
      if (unavailable !== null) throw unavailableError(`setup of ${id}`, unavailable);
      await here.install(options);
    },
  };
}
