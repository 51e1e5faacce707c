/**
 * Text that comes from a file, a process, a model, an endpoint or a command line, made safe to show on a terminal or to
 * put into a message: one line, nothing invisible or that a terminal would obey, and no longer than stated.
 */

/** Most characters of one piece of foreign text in a message, where nothing else is stated. */
export const foreignTextLength = 400;

/** Most characters of one quoted value: a name, or what stands in a field. */
export const quotedTextLength = 120;

/**
 * What a terminal obeys or a reader does not see: controls (C0, DEL, C1), format characters (bidi marks and overrides,
 * zero-width and tag characters), line and paragraph separators, lone surrogates.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A sentence or a path: line breaks with the space around them become one space, what is unsafe is escaped
 * (`\x1b`, `\u202e`), and the middle of what is longer than `maxLength` characters is left out.
 * What has been through this function once stays as it is.
 */
export function foreignText(text: string, maxLength: number = foreignTextLength): string {
  // What will be cut anyway costs no time.
  const bounded = cut(text, 4 * maxLength);
  return cut(escapeUnsafe(bounded.replaceAll(/\s*[\n\r\u2028\u2029]\s*/g, " ")), maxLength);
}

/** A value in double quotes, line breaks escaped, too: `"a\nb"`. `maxLength` counts what stands between the quotes. */
export function quotedText(text: string, maxLength: number = quotedTextLength): string {
  const bounded = cut(text, 2 * maxLength).replaceAll(/["\\]/g, String.raw`\$&`);
  return `"${cut(escapeUnsafe(bounded), maxLength)}"`;
}

/**
 * Every unsafe character as its escape; nothing is cut. For text whose length is its own affair: lines of a document.
 */
export function escapeUnsafe(text: string): string {
  return text.replaceAll(unsafe, (character) => short[character] ?? escapeOf(character.codePointAt(0) ?? 0));
}

/** A count that a file claims, of bytes say: its digits, or words where it is more than a number holds exactly. */
export function claimedCount(count: number): string {
  return Number.isSafeInteger(count) ? String(count) : "more than 9 × 10^15";
}

function escapeOf(code: number): string {
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 1)}}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** Two thirds of the length from the beginning, the rest from the end, where a path says most. */
function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const head = Math.ceil((2 * (maxLength - 1)) / 3);
  return `${text.slice(0, head).toWellFormed()}…${text.slice(text.length - (maxLength - 1 - head)).toWellFormed()}`;
}
