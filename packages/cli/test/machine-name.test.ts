import { machineNameLength } from "@evenkeel/core";
import { InvalidArgumentError } from "commander";
import { describe, expect, it } from "vitest";
import { machineName, machineNameHere } from "../src/machine-name.ts";

describe("a machine's name", () => {
  it("is what --machine says, as it stands", () => {
    expect(machineName("lab 1, rack 3")).toBe("lab 1, rack 3");
    for (const bad of ["", " x", "a\nb", "\u202Ex", "x".repeat(machineNameLength + 1)]) {
      expect(() => machineName(bad)).toThrow(InvalidArgumentError);
    }
  });

  it("is that of the variable where the flag says none, and none where both say nothing", () => {
    expect(machineNameHere("given", "of the variable")).toBe("given");
    expect(machineNameHere(undefined, "of the variable")).toBe("of the variable");
    for (const nothing of [undefined, "", "  "]) expect(machineNameHere(undefined, nothing)).toBeUndefined();
  });

  it("of the variable is refused by the variable's name", () => {
    expect(() => machineNameHere(undefined, "a\u001B[2Jb")).toThrow(
      String.raw`EVENKEEL_MACHINE: not a machine's name; expected 1 to 60 characters of plain text in a line, without spaces around them; got "a\x1b[2Jb"`,
    );
  });
});
