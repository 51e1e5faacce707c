import { describe, expect, it } from "vitest";
import { textTable } from "../src/table.ts";

describe("textTable", () => {
  it("aligns text on the left and numbers on the right, whatever colours they have", () => {
    expect(
      textTable([
        ["name", "count"],
        ["\u001B[32mlong name\u001B[39m", "5"],
        ["a", "1,234"],
      ]),
    ).toBe("name       count\n\u001B[32mlong name\u001B[39m      5\na          1,234");
  });
});
