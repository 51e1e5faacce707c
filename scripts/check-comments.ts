/** Fails where a line of a comment or docstring is longer than 120 characters; the formatter does not wrap comments. */
import { globSync, readFileSync } from "node:fs";

const maxLength = 120;

interface Language {
  /** A line that is a comment, or ends in one. */
  readonly line: RegExp;
  /** How a comment of several lines begins at the start of a line, and how it ends. */
  readonly begins: RegExp;
  readonly ends: RegExp;
}

const slashes: Language = { line: /^\s*\/\/|\s\/\/ /, begins: /^\s*\/\*/, ends: /\*\// };
const python: Language = { line: /^\s*#|\s\s# /, begins: /^\s*"""/, ends: /"""\s*$/ };
const languages: readonly (readonly [files: string, language: Language])[] = [
  ["**/*.{ts,js,mjs,c,cc,h,css}", slashes],
  ["**/*.py", python],
];

const folders = ["packages/*/{src,test,scripts,python,wasm}", "scripts", "benchmarks", "examples"];
const exclude = (path: string): boolean => /node_modules/.test(path);

/** Lines, from 1, of comments that are too long. */
function tooLong(text: string, { line, begins, ends }: Language): number[] {
  let inside = false;
  return text.split("\n").flatMap((content, index) => {
    const opens = !inside && begins.test(content);
    const comment = inside || opens || line.test(content);
    if (opens) inside = !ends.test(content.replace(begins, ""));
    else if (inside) inside = !ends.test(content);
    return comment && content.length > maxLength ? [index + 1] : [];
  });
}

let found = 0;
for (const [pattern, language] of languages) {
  for (const file of globSync(
    folders.map((folder) => `${folder}/${pattern}`),
    { exclude },
  )) {
    for (const line of tooLong(readFileSync(file, "utf8"), language)) {
      process.stdout.write(`${file}:${line}: a comment longer than ${maxLength} characters\n`);
      found += 1;
    }
  }
}
process.exitCode = found > 0 ? 1 : 0;
