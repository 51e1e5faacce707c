import type { Unavailable } from "@evenkeel/core";
import { unsupportedPlatform } from "@evenkeel/setup/unavailable";

/**
 * Why tfjs-node cannot be built here, or null where it can. TensorFlow's wheels for Windows hold no library to link
 * against; those for macOS name it otherwise, which has not been tried yet.
 */
export function otherPlatform(platform: NodeJS.Platform = process.platform): Unavailable | null {
  return platform === "linux" ? null : unsupportedPlatform("TensorFlow for Node", "Linux", platform);
}
