import { expect, it } from "vitest";
import { unsupportedPlatform } from "../src/native-platform.ts";

it("sets tfjs-node up on Linux, and says where it does not", () => {
  expect(unsupportedPlatform("linux")).toBeNull();
  expect(unsupportedPlatform("win32")).toBe("TensorFlow for Node is set up on Linux only, not on win32");
});
