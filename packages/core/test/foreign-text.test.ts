import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimedCount, DataError, explainError, foreignText, foreignTextLength, quotedText } from "../src/index.ts";

const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/u;
/** Any text, much of it of what terminals obey. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\u001B[31m", "\u001B]0;x\u0007", "\u009B2J", "\u202E", "\u2066", "\uD800", "\r\n", "\u2028"),
    ),
  )
  .map((parts) => parts.join(""));

describe("foreign text", () => {
  it.each([
    ["\u001B[2Jcleared", String.raw`\x1b[2Jcleared`],
    ["\u009B31mred", String.raw`\x9b31mred`],
    ["exe.\u202Egnp", String.raw`exe.\u202egnp`],
    ["a\u{E0041}b", String.raw`a\u{e0041}b`],
    ["half \uD83D of a pair", String.raw`half \ud83d of a pair`],
    ["two\n  lines\u2028three", "two lines three"],
    ["a\tb\u0000", String.raw`a\tb\x00`],
    ["Käse, 犬, 👍", "Käse, 犬, 👍"],
  ])("%j is shown as %j", (text, shown) => {
    expect(foreignText(text)).toBe(shown);
  });

  it("leaves out the middle of what is too long, and keeps the end, where a path says most", () => {
    expect(foreignText(`/${"x".repeat(5000)}/label.txt`, 31)).toBe(`/${"x".repeat(19)}…/label.txt`);
    expect(foreignText("👍".repeat(500))).not.toMatch(unsafe);
  });

  it("is one line of bounded length that no terminal obeys, whatever it was, and stays so", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 10, max: 500 }), (text, maxLength) => {
        const shown = foreignText(text, maxLength);
        expect(shown).not.toMatch(unsafe);
        expect(shown.length).toBeLessThanOrEqual(maxLength);
        expect(foreignText(shown, maxLength)).toBe(shown);
        const quoted = quotedText(text, maxLength);
        expect(quoted).not.toMatch(unsafe);
        expect(quoted.length).toBeLessThanOrEqual(maxLength + 2);
      }),
    );
  });

  it("quotes values so that their ends and line breaks show", () => {
    expect(quotedText('a "b"\n')).toBe(String.raw`"a \"b\"\n"`);
  });
});

it("puts a count that no number holds into words", () => {
  expect([12, Infinity, NaN, 2 ** 60].map(claimedCount)).toEqual([
    "12",
    ...Array<string>(3).fill("more than 9 × 10^15"),
  ]);
});

describe("an error", () => {
  it("shows no part of its detail raw, and none at full length", () => {
    const raw = `\u001B]0;title\u0007\u202E${"x".repeat(9000)}`;
    const error = new DataError(raw, { where: raw, expected: raw, got: raw, remedy: raw });
    for (const text of [error.message, error.finding, ...Object.values(error.detail).map(String)]) {
      expect(text).not.toMatch(unsafe);
      expect(text.length).toBeLessThan(5 * foreignTextLength + 100);
    }
    expect(explainError(error)).toEqual({ message: error.finding, remedy: error.detail.remedy });
  });

  it("of another kind is explained as safely, also what cannot be made text", () => {
    expect(explainError(new Error("\u001B[31m\nx")).message).toBe(String.raw`\x1b[31m x`);
    expect(explainError(Object.create(null)).message).toBe("something that cannot be shown was thrown");
  });
});
