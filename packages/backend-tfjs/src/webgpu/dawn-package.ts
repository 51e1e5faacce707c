import type { NpmFiles } from "@evenkeel/setup";

/** Platforms that the npm package `webgpu` has a binary for. Apple's is for both processors. */
const platforms: ReadonlySet<string> = new Set([
  "darwin-universal",
  "linux-arm64",
  "linux-x64",
  "win32-arm64",
  "win32-x64",
]);

export const here = `${process.platform}-${process.platform === "darwin" ? "universal" : process.arch}`;

/** Dawn, WebGPU's implementation in Chromium, as an addon of Node: the binary for this platform out of five, 22 MB of 137. */
export const dawnPackage: NpmFiles = {
  name: "tfjs-webgpu",
  package: "webgpu",
  version: "0.6.2",
  integrity: "sha512-3L4GfmqJLvYUIEWJngEQY+2HQiUlAFkg8+P8NDDj3Xx5hHHIFO/r8JW+ynfqBj7kHN4mbnwO74uB+lrRtLhp4Q==",
  folder: `dist/${here}`,
};

/** Why Dawn cannot be had here, or null. */
export function unsupportedPlatform(platform = here): string | null {
  return platforms.has(platform) ? null : `the npm package webgpu has no binary for ${platform}`;
}
