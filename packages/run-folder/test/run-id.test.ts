import { expect, it } from "vitest";
import { isRunId, runIdOf } from "../src/index.ts";

it("is in the order of the beginnings, and tells runs of one second on two machines apart", () => {
  expect(runIdOf("2026-11-28T09:00:00.250Z", "quick")).toBe("2026-11-28T09-00-00-quick");
  expect(runIdOf("2026-11-28T09:00:00.250Z", "quick", "4f2a9c31")).toBe("2026-11-28T09-00-00-quick-4f2a9c31");
});

it.each([
  ["2026-11-28T09-00-00-quick-4f2a9c31", true],
  ["../quick", false],
  ["/etc", false],
  ["quick/x", false],
  [String.raw`c:\x`, false],
  [".", false],
  [".staged-1", false],
  ["", false],
  ["a\n", false],
  ["x".repeat(300), false],
])("%j names a folder beside others: %s", (text, named) => {
  expect(isRunId(text)).toBe(named);
});
