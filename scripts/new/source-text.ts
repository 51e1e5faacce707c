/** Where things stand in TypeScript source, without a parser: enough for lists, objects and imports. */

const closers = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
/** Comments and literals, in which a bracket is none, and a word is none. */
const opaque = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`/g;

/** The source with blanks for comments and quotes for literals; every other character keeps its place. */
export function codeAlone(source: string): string {
  return source.replaceAll(opaque, (text) => (text.startsWith("/") ? " " : '"').repeat(text.length));
}

/** Identifiers and keywords of the source. */
export function wordsOf(source: string): ReadonlySet<string> {
  return new Set(codeAlone(source).match(/[A-Za-z_$][\w$]*/g));
}

/** Where the bracket at `open` is closed; null where it is not. */
export function closingBracket(source: string, open: number): number | null {
  const code = codeAlone(source);
  const expected: string[] = [];
  for (let at = open; at < code.length; at += 1) {
    const closer = closers.get(code[at] ?? "");
    if (closer !== undefined) expected.push(closer);
    else if (code[at] === expected.at(-1)) {
      expected.pop();
      if (expected.length === 0) return at;
    }
  }
  return null;
}
