import { describe, expect, it } from "vitest";
import { machineNameLength, machineNameSchema } from "../src/machine-identity.ts";

const isName = (text: string) => machineNameSchema.safeParse(text).success;

describe("a machine's name", () => {
  it.each(["lab-1", "Rack 3, left", "Büro 🖥", "x", "x".repeat(machineNameLength)])("may be %s", (name) => {
    expect(isName(name)).toBe(true);
  });

  it.each(["", " ", " lab", "lab ", "a\nb", "a\tb", "\u001B[2J", "a\u202Eb", "a\u200Bb", "\uD800", "x".repeat(61)])(
    "is not %j",
    (name) => {
      expect(isName(name)).toBe(false);
    },
  );
});
