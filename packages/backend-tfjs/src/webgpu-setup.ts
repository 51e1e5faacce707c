import type { BackendSetup } from "@evenkeel/core";
import { npmFolder, npmSetup } from "@evenkeel/setup";
import { unavailableError } from "@evenkeel/setup/unavailable";
import { identities } from "./identities.ts";
import { dawnPackage, otherPlatform } from "./webgpu/dawn-package.ts";

/** How `evenkeel setup tfjs-webgpu` brings Dawn. Also on a machine without a GPU: to bundle it for one that has. */
export function webgpuSetup(): BackendSetup {
  const setup = npmSetup({
    ...dawnPackage,
    description: `Dawn from the npm package ${dawnPackage.package} ${dawnPackage.version}, 51 MB to download, about 20 MB kept`,
  });
  return {
    ...setup,
    install: async (options) => {
      const unavailable = otherPlatform();
      if (unavailable !== null) throw unavailableError(`setup of ${identities.webgpu.id}`, unavailable);
      await setup.install(options);
    },
    portable: () => {
      const folder = npmFolder(dawnPackage);
      return folder === null ? null : [{ path: folder, isDeviceLibrary: false }];
    },
  };
}
