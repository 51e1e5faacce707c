import type { RuntimeInfo } from "@evenkeel/core";
import type { VenvOptions } from "@evenkeel/setup";
import type { PythonBackendId } from "./identities.ts";

function requirements(...names: readonly string[]): URL[] {
  return names.map((name) => new URL(`../requirements/${name}.txt`, import.meta.url));
}

const torchCpu: VenvOptions = {
  name: "torch-cpu",
  description: "PyTorch 2.13 for the CPU, from PyPI and PyTorch's own index, about 250 MB",
  requirements: requirements("torch-common", "torch-cpu-wheel"),
};

/** What the files of requirements pin, written as the worker reports what it runs. */
const pinnedVersions: Readonly<Record<string, string>> = {
  torch: "2.13.0",
  keras: "3.15.0 on tensorflow 2.21.0",
  "onnxruntime (Python)": "1.30.0",
};

/** With the pinned version where another one runs; the build of a version (`+cu130`) is no other version. */
export function withPinnedVersion(runtime: RuntimeInfo): RuntimeInfo {
  const pinned = pinnedVersions[runtime.library];
  const isPinned = pinned === undefined || runtime.version.replaceAll(/\+[\w.]+/g, "") === pinned;
  return isPinned ? runtime : { ...runtime, pinnedVersion: pinned };
}

/**
 * The Python environment of each backend. The files of hashes are made by
 * `uv pip compile --generate-hashes --universal --no-header --no-annotate --python-version 3.11` from the .in files
 * beside them. PyTorch's CPU build for Linux is on PyTorch's own index alone, which states its checksums.
 */
export const environments: Readonly<Record<PythonBackendId, VenvOptions>> = {
  "torch-cpu": torchCpu,
  "torch-cpu-best": torchCpu,
  "torch-cuda": {
    name: "torch-cuda",
    description: "PyTorch 2.13 with CUDA 13, from PyPI, about 2.5 GB",
    requirements: requirements("torch-cuda"),
  },
  "keras-cpu": {
    name: "keras-cpu",
    description: "Keras 3.15 on TensorFlow 2.21 for the CPU, from PyPI, about 300 MB",
    requirements: requirements("keras-cpu"),
  },
  "onnx-python": {
    name: "onnx-python",
    description: "ONNX Runtime 1.30 for Python, from PyPI, about 60 MB",
    requirements: requirements("onnx-python"),
  },
  "keras-cuda": {
    name: "keras-cuda",
    description: "Keras 3.15 on TensorFlow 2.21 with CUDA 12, from PyPI, about 3 GB",
    requirements: requirements("keras-cuda"),
  },
};
