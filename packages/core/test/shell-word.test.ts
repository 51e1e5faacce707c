import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shellLine, shellWord } from "../src/shell-word.ts";

/** The words that a real shell makes of a line; each ends in a null character. */
function readBack(line: string): string[] {
  const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  return printed.split("\0").slice(0, -1);
}

const awkward = [
  ["", " ", "a b", "it's", "''", "'", '"', "$HOME", "`id`", "$(id)", "\\", "a\\", "*", "?", "[a]", "{a,b}"],
  ["~", "~root", "a~", "x=~", "-n", "--", "#", "a#b", "!", "!!", ";", "&", "|", "<", ">", "(", ")", "a=b", "=a"],
  ["\n", "a\nb", "\t", "\r", "\u001b[31m", "é", "日本", "🙂", "\u202e", "folder:/home/me/my pets@28x28", "%s", "\\n"],
];

describe.skipIf(process.platform === "win32")("a line for a shell", () => {
  it.each(awkward)("is read back as the same words: %j …", (...words) => {
    expect(readBack(shellLine(words))).toEqual(words);
  });

  it("also of any words", () => {
    const special = fc.constantFrom(...Array.from({ length: 127 }, (_, code) => String.fromCodePoint(code + 1)));
    const text = fc.string({ unit: fc.oneof(special, fc.string()) });
    const word = text.filter((value) => !value.includes("\0") && value.isWellFormed());
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        expect(readBack(shellLine(words))).toEqual(words);
      }),
      { numRuns: 100 },
    );
  });

  it("quotes what shells expand in different ways", () => {
    expect(["~/x", "a=~", "a:~b", "=ls", ""].map(shellWord)).toEqual(["'~/x'", "'a=~'", "'a:~b'", "'=ls'", "''"]);
  });
});

it("leaves plain words as they are", () => {
  expect(shellLine(["evenkeel", "run", "--dataset", "folder:./pets@28x28", "a,b", "1.5"])).toBe(
    "evenkeel run --dataset folder:./pets@28x28 a,b 1.5",
  );
});
