import { expect, type TestContext } from "vitest";
import { onnxWebgpu } from "../../src/webgpu.ts";

/** Skips a test, with the reason, where there is no WebGPU adapter. Anything else that is amiss fails it. */
export async function requireAdapter(skip: TestContext["skip"]): Promise<void> {
  const found = await onnxWebgpu.probe();
  if (found.state === "available") return;
  expect(found.reason).toBe("no-device");
  skip(found.message);
}
