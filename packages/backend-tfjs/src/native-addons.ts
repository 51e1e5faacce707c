import type { AddonOptions } from "@evenkeel/setup";
import type { NativeIdentity } from "./identities.ts";

export type NativeBackendId = NativeIdentity["id"];

/**
 * TensorFlow and the addon of each backend. The files of hashes are made by
 * `uv pip compile --no-deps --generate-hashes --universal --no-header --no-annotate --python-version 3.11` from the .in
 * files beside them. The packages' own downloader is not used: it fetches TensorFlow 2.9.1 for CUDA 11.2.
 */
export const nativeAddons: Readonly<Record<NativeBackendId, AddonOptions>> = {
  "tfjs-node": {
    description: "tfjs-node 4.22 on TensorFlow 2.21 for the CPU, from PyPI, about 250 MB",
    ...addon("tfjs-node", () => import.meta.resolve("@tensorflow/tfjs-node/package.json")),
  },
  "tfjs-node-gpu": {
    description: "tfjs-node-gpu 4.22 on TensorFlow 2.21 with CUDA 12, from PyPI, about 3 GB",
    ...addon("tfjs-node-gpu", () => import.meta.resolve("@tensorflow/tfjs-node-gpu/package.json")),
  },
};

function addon(name: NativeBackendId, packageFile: () => string): Omit<AddonOptions, "description"> {
  return {
    venv: { name, requirements: [new URL(`../requirements/${name}.txt`, import.meta.url)] },
    name: "tfjs_binding",
    sources: () => new URL("binding/", packageFile()),
    library: { folder: "tensorflow", files: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] },
  };
}
