import { expect, test } from "vitest";
import { softwareAdapter } from "../../src/webgpu/software-adapter.ts";

test.each([
  [["libvulkan.so.1", "libvk_swiftshader.so"], "SwiftShader"],
  [["libvulkan.so.1", "libvulkan_lvp.so"], "llvmpipe"],
  [["libvulkan.so.1", "libvulkan_lvp.so", "libvulkan_radeon.so"], null],
  [["libvulkan.so.1"], null],
  [[String.raw`C:\Windows\System32\d3d12.dll`, String.raw`C:\Windows\System32\d3d10warp.dll`], "Windows' WARP"],
  [[String.raw`C:\Windows\System32\d3d10warp.dll`, String.raw`C:\drivers\nvwgf2umx.dll`], null],
])("%j is %s", (libraries, expected) => {
  expect(softwareAdapter(libraries, true)).toBe(expected);
});

test("drivers of hardware that is not there do not count", () => {
  const libraries = ["libvulkan.so.1", "libvulkan_lvp.so", "libvulkan_radeon.so"];
  expect(softwareAdapter(libraries, false)).toBe("llvmpipe");
});
