import { expect, it } from "vitest";
import { otherPlatform } from "../src/native-platform.ts";

it("sets tfjs-node up on Linux, and says where it does not", () => {
  expect(otherPlatform("linux")).toBeNull();
  expect(otherPlatform("win32")?.message).toBe("TensorFlow for Node runs on Linux only, not on win32");
});
