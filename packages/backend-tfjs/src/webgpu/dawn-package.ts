import type { Unavailable } from "@evenkeel/core";
import type { NpmFiles } from "@evenkeel/setup";
import { unsupportedPlatform } from "@evenkeel/setup/unavailable";
import { identities } from "../identities.ts";

/** Platforms that the npm package `webgpu` has a binary for. Apple's is for both processors. */
const platforms: ReadonlySet<string> = new Set([
  "darwin-universal",
  "linux-arm64",
  "linux-x64",
  "win32-arm64",
  "win32-x64",
]);

export const here = `${process.platform}-${process.platform === "darwin" ? "universal" : process.arch}`;

/** Dawn, Chromium's WebGPU, as an addon of Node: the binary for this platform out of five, 22 MB of 137. */
export const dawnPackage: NpmFiles = {
  name: identities.webgpu.id,
  package: "webgpu",
  version: "0.6.2",
  integrity: "sha512-3L4GfmqJLvYUIEWJngEQY+2HQiUlAFkg8+P8NDDj3Xx5hHHIFO/r8JW+ynfqBj7kHN4mbnwO74uB+lrRtLhp4Q==",
  folder: `dist/${here}`,
};

/** Why Dawn cannot be had here, or null where its npm package has a binary for the platform. */
export function otherPlatform(platform = here): Unavailable | null {
  return platforms.has(platform)
    ? null
    : unsupportedPlatform("Dawn (npm package webgpu)", "macOS, or Linux or Windows on x64 or arm64", platform);
}
