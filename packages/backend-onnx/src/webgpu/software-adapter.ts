import { readdirSync, realpathSync } from "node:fs";
import { win32 } from "node:path";

/** Vulkan and Direct3D drivers that compute on the CPU, by the name of their library. */
const softwareDrivers = [
  [/swiftshader/i, "SwiftShader"],
  [/vulkan_lvp/i, "llvmpipe"],
  [/^d3d10warp\.dll$/i, "Windows' WARP"],
] as const;
const hardwareDriver =
  /vulkan_(?!lvp)\w+|nvidia|mali|adreno|powervr|^(?:nvwgf2um|nvldum|amdxc|igd12um|qcdx12).*\.dll$/i;

/**
 * The software adapter that WebGPU runs on, or null: with a graphics driver beside it, which one was chosen is not
 * known, and ONNX Runtime for Node does not tell. Told from the driver libraries that the process has loaded; some
 * loaders load all drivers that are installed, so those of hardware count only where there is a graphics device.
 */
export function softwareAdapter(
  libraries: readonly string[] = loadedLibraries(),
  graphicsDevice: boolean = hasGraphicsDevice(),
): string | null {
  const names = libraries.map((library) => win32.basename(library));
  if (graphicsDevice && names.some((name) => hardwareDriver.test(name))) return null;
  const driver = softwareDrivers.find(([pattern]) => names.some((name) => pattern.test(name)));
  return driver?.[1] ?? null;
}

/** Told on Linux from /dev; elsewhere taken for granted. */
function hasGraphicsDevice(): boolean {
  if (process.platform !== "linux") return true;
  const devices = readdirSync("/dev").filter((name) => /^(?:nvidiactl|dxg|kgsl|mali)/.test(name));
  return devices.length > 0 || entriesOf("/dev/dri").some((name) => name.startsWith("render"));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function loadedLibraries(): string[] {
  const report = process.report.getReport() as unknown as { readonly sharedObjects?: readonly string[] };
  return (report.sharedObjects ?? []).map(resolved);
}

/** A link may hide the driver's name. */
function resolved(library: string): string {
  try {
    return realpathSync(library);
  } catch {
    return library;
  }
}
