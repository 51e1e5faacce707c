/**
 * Why tfjs-node cannot be built here, or null where it can. TensorFlow's wheels for Windows hold no library to link against; those for
 * macOS name it otherwise, which nobody has tried yet.
 */
export function unsupportedPlatform(platform: NodeJS.Platform = process.platform): string | null {
  return platform === "linux" ? null : `TensorFlow for Node is set up on Linux only, not on ${platform}`;
}
