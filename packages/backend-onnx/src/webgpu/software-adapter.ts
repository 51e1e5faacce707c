import { softwareAdapterMark } from "@evenkeel/core";
import { realpathSync } from "node:fs";
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
 * known, and ONNX Runtime for Node does not tell. Told from the driver libraries that the process has loaded.
 */
export function softwareAdapter(libraries: readonly string[] = loadedLibraries()): string | null {
  const names = libraries.map((library) => win32.basename(library));
  if (names.some((name) => hardwareDriver.test(name))) return null;
  const driver = softwareDrivers.find(([pattern]) => names.some((name) => pattern.test(name)));
  return driver === undefined ? null : `${driver[1]} ${softwareAdapterMark}`;
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
