import { describe, expect, it } from "vitest";
import { numbers, textTable } from "../src/table.ts";

const green = (text: string) => `\u001B[32m${text}\u001B[39m`;

describe("textTable", () => {
  it("aligns texts on the left and numbers on the right, whatever colours they have", () => {
    expect(
      textTable(
        ["name", ...numbers("count")],
        [
          [{ text: "long name", colour: green }, "5"],
          ["a", "1,234"],
        ],
      ),
    ).toBe("name       count\n\u001B[32mlong name\u001B[39m      5\na          1,234");
  });

  it("leaves texts of digits on the left: ids, dates and shapes are no numbers", () => {
    expect(
      textTable(
        ["id", "since"],
        [
          ["4f2a9c31", "3 s ago"],
          ["12", "20 s ago"],
        ],
      ),
    ).toBe("id        since\n4f2a9c31  3 s ago\n12        20 s ago");
  });

  it("takes an early end of a row for empty cells, and no rows for a head alone", () => {
    expect(textTable(["a", "b"], [["one"]])).toBe("a    b\none");
    expect(textTable(["a", ...numbers("b")], [])).toBe("a  b");
  });

  const heads = ["backend", "state", ...numbers("train images/s"), "what runs"];
  const rows = [
    ["onnx-cpu", "available", "12,345", "onnxruntime-node 1.30.0, cpu, on a machine with a long name"],
    ["tfjs-wasm", "no-device", "–", "x".repeat(70)],
  ];

  it.each([20, 30, 40, 60, 80, 100, 200])("is no wider than a terminal of %i columns, and loses nothing", (width) => {
    const table = textTable(heads, rows, width);
    for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    const letters = (text: string) =>
      text
        .replaceAll(/[\s·–]/g, "")
        .split("")
        .toSorted()
        .join("");
    expect(letters(table)).toContain("x".repeat(70));
    expect(table).toContain("12,345");
  });

  it("wraps texts first, and becomes a list where numbers would break", () => {
    expect(textTable(heads, rows.slice(0, 1), 50)).toBe(
      [
        "backend   state         train  what runs",
        "                     images/s",
        "onnx-cpu  available    12,345  onnxruntime-node",
        "                               1.30.0, cpu, on",
        "                               a machine with a",
        "                               long name",
      ].join("\n"),
    );
    expect(textTable(heads, rows.slice(0, 1), 26)).toMatch(
      /^onnx-cpu\n {2}state available · train\n {2}images\/s 12,345 · /,
    );
  });

  it("counts what a terminal shows: wide characters take two columns, and nothing foreign is obeyed", () => {
    const table = textTable(
      ["class", "n"],
      [
        ["犬", "1"],
        ["\u001B[31mred\u202E", "2"],
      ],
    );
    expect(table).toBe("class              n\n犬                 1\n\\x1b[31mred\\u202e  2");
  });
});
