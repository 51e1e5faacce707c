import { type Backend, BackendError, type RuntimeInfo, type Unavailable } from "@evenkeel/core";
import { addonFile, damageOf, missingNvidiaDriver, nvidiaDeviceName } from "@evenkeel/setup";
import { brokenSetup, damagedSetup, notSetUp } from "@evenkeel/setup/unavailable";
import { version_core as version } from "@tensorflow/tfjs-core";
import { tfjsBackend } from "./backend.ts";
import { nativeAddons } from "./native-addons.ts";
import { otherPlatform } from "./native-platform.ts";
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
    whyBroken: (error) => brokenSetup(id, error),
  });
  return { ...backend, probe: async () => (await unavailable(options)) ?? backend.probe() };
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
async function unavailable({ id, device }: NativeBackendOptions): Promise<Unavailable | null> {
  const noDevice = device === "cuda" ? await missingNvidiaDriver() : null;
  const noSetup = noDevice ?? otherPlatform() ?? (addonFile(nativeAddons[id]) === null ? notSetUp(id) : null);
  if (noSetup !== null) return noSetup;
  const damaged = await damageOf(nativeAddons[id].venv);
  return damaged === null ? null : damagedSetup(id, damaged);
}
