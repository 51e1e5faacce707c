/** Why the CUDA provider cannot be set up here, or null where it can: nobody has tried its wheels for Windows. */
export function unsupportedPlatform(platform: string = process.platform, arch: string = process.arch): string | null {
  if (platform === "linux" && arch === "x64") return null;
  return `ONNX Runtime's CUDA provider is set up on Linux x64 only, not on ${platform} ${arch}`;
}
