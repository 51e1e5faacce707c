import { foreignText, quotedText } from "@evenkeel/core";
import parseExpression from "spdx-expression-parse";
import licenceList from "spdx-license-list";

/** A licence, or two trees with "and" or "or" between them. */
export type LicenceTree = ReturnType<typeof parseExpression>;

/** Most characters of an expression: what is longer would only nest deeper. */
export const longestExpression = 200;

/** What stands for no right at all, and for a licence that nobody found out. */
const withoutLicence: ReadonlySet<string> = new Set(["none", "unknown"]);

export type ReadExpression =
  | { readonly tree: LicenceTree; readonly problem: null }
  | { readonly tree: null; readonly problem: string };

/** The tree of an SPDX licence expression, or why it is none, in words that name the part at fault. */
export function readExpression(text: string): ReadExpression {
  if (text.length > longestExpression) {
    return { tree: null, problem: `an SPDX licence expression has at most ${longestExpression} characters` };
  }
  try {
    return { tree: parseExpression(text), problem: null };
  } catch (error) {
    return { tree: null, problem: problemOf(text, error as Error) };
  }
}

/** What is wrong with a licence of a facts file; null where nothing is. */
export function licenceProblem(text: string): string | null {
  return isWithoutLicence(text) ? null : readExpression(text).problem;
}

export function isWithoutLicence(text: string): boolean {
  return withoutLicence.has(text);
}

const expected = 'expected an SPDX licence expression, as in MIT or "Apache-2.0 OR MIT", or none, or unknown';

/** An id that is not on the list is named, with the one that was meant where only the case differs. */
function problemOf(text: string, { message }: Error): string {
  const words = text.match(/[\w.:-]+/g) ?? [];
  const stranger = words.find((word) => !/^(?:AND|OR|WITH)$/i.test(word) && !isKnown(word));
  if (stranger === undefined) {
    const reason = message === "" ? "" : ` (${foreignText(message)})`;
    return `${quotedText(text)} is no SPDX licence expression${reason}; ${expected}`;
  }
  const meant = Object.keys(licenceList).find((id) => id.toLowerCase() === stranger.toLowerCase());
  const hint = meant === undefined ? "LicenseRef-… names one that is not on the list" : `did you mean ${meant}?`;
  return `${quotedText(stranger)} is no id of the SPDX licence list; ${expected}; ${hint}`;
}

/** A licence, or an exception, which stands after WITH alone. */
function isKnown(word: string): boolean {
  return isExpression(word) || isExpression(`MIT WITH ${word}`);
}

function isExpression(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}
