import { type Availability, type Backend, BackendError, type RuntimeInfo } from "@evenkeel/core";
import { addonFile, missingNvidiaDriver, nvidiaDriverRemedy, nvidiaDeviceName } from "@evenkeel/setup";
import { version_core as version } from "@tensorflow/tfjs-core";
import { tfjsBackend } from "./backend.ts";
import { nativeAddons } from "./native-addons.ts";
import { unsupportedPlatform } from "./native-platform.ts";
import { backendName, type NativeLibrary, startTensorflow, type Tensorflow } from "./native-tensorflow.ts";

export interface NativeBackendOptions extends NativeLibrary {
  readonly title: string;
  readonly device: "cpu" | "cuda";
  /** The npm package; like all of tfjs it carries the core's version. */
  readonly library: string;
  /** What setup brings for the device, by name. */
  readonly deviceVersions?: Readonly<Record<string, string>>;
}

/** tfjs on TensorFlow. The number of threads belongs to the process: see `startTensorflow`. */
export function nativeBackend(options: NativeBackendOptions): Backend {
  const { id, title, device } = options;
  let runtime: RuntimeInfo | null = null;
  const backend = tfjsBackend({
    id,
    title,
    device,
    backendName,
    threads: true,
    start: async (loadOptions) => {
      runtime = await describe(options, startTensorflow(options, loadOptions));
    },
    describe: () => {
      if (runtime === null) throw new BackendError("not started", { where: id });
      return runtime;
    },
    memory: () => ({ wasmBytes: null, deviceBytes: null }),
  });
  return { ...backend, probe: async () => (await unavailable(options)) ?? repairable(id, await backend.probe()) };
}

function repairable(id: string, found: Availability): Availability {
  return found.state === "available"
    ? found
    : { ...found, remedy: `delete .cache/backends/${id}, then evenkeel setup ${id}` };
}

async function describe(
  { id, device, library, deviceVersions }: NativeBackendOptions,
  running: Tensorflow,
): Promise<RuntimeInfo> {
  if (running.onGpu !== (device === "cuda")) {
    throw new BackendError("TensorFlow runs elsewhere than it was asked to", {
      where: id,
      expected: device === "cuda" ? "a GPU" : "the CPU",
      got: running.onGpu ? "a GPU" : "the CPU",
      ...(device === "cuda" && {
        remedy: "its CUDA 12 needs a driver that can run it, and a GPU that no setting hides",
      }),
    });
  }
  return {
    library,
    version: `${version} on tensorflow ${running.version}`,
    provider: device,
    threads: running.threads,
    simd: null,
    deviceName: device === "cuda" ? await nvidiaDeviceName() : null,
    ...(deviceVersions && { deviceVersions }),
  };
}

/** Why it cannot run here, as far as that shows without loading TensorFlow. */
async function unavailable({ id, device }: NativeBackendOptions): Promise<Availability | null> {
  const noDevice = device === "cuda" ? await missingNvidiaDriver() : null;
  if (noDevice !== null) {
    return { state: "unavailable", reason: "no-device", message: noDevice, remedy: nvidiaDriverRemedy };
  }
  const noPlatform = unsupportedPlatform();
  const message = noPlatform ?? (addonFile(nativeAddons[id]) === null ? "not set up" : null);
  if (message === null) return null;
  const remedy = noPlatform === null ? `evenkeel setup ${id}` : null;
  return { state: "unavailable", reason: "not-installed", message, remedy };
}
