import type { Unavailable } from "@evenkeel/core";
import { unsupportedPlatform } from "@evenkeel/setup/unavailable";

/** Why the CUDA provider cannot be set up here, or null where it can: its wheels for Windows have not been tried. */
export function otherPlatform(platform: string = process.platform, arch: string = process.arch): Unavailable | null {
  if (platform === "linux" && arch === "x64") return null;
  return unsupportedPlatform("ONNX Runtime's CUDA provider", "Linux x64", `${platform} ${arch}`);
}
