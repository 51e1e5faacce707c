import { expect, type TestContext } from "vitest";
import { tfjsWebgpu } from "../../src/webgpu.ts";

/** Skips a test, with the reason, without setup or without an adapter. Anything else amiss fails it. */
export async function requireAdapter(skip: TestContext["skip"]): Promise<void> {
  const found = await tfjsWebgpu.probe();
  if (found.state === "available") return;
  expect(["no-device", "not-installed"]).toContain(found.reason);
  skip(found.message);
}
