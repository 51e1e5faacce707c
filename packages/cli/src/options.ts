import { quotedText, UsageError } from "@evenkeel/core";
import { mostThreads, type ThreadCount } from "@evenkeel/tasks";
import { InvalidArgumentError } from "commander";

/** Parsers of option values; what they refuse, commander reports with the option's name. */
export const positiveInteger = wholeNumber(1);
export const naturalNumber = wholeNumber(0);
export const severalFolds = wholeNumber(2);
export const severalClasses = wholeNumber(2, 1_000_000);
/** One number of threads. */
export const oneThreadCount = wholeNumber(1, mostThreads);
/** Of TCP; 0 stands for any that is free. */
export const portNumber = wholeNumber(0, 65_535);

/** A parser of whole numbers in a range, its ends included. */
function wholeNumber(from: number, to = Infinity): (text: string) => number {
  const range = to === Infinity ? `from ${from}` : `from ${from} to ${to}`;
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`Expected a whole number ${range}.`);
  };
}

/** The same where a word stands for one more value. */
function wholeNumberOr<Word extends string>(word: Word, from: number, to?: number): (text: string) => number | Word {
  const number = wholeNumber(from, to);
  return (text) => {
    if (text === word) return word;
    try {
      return number(text);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new InvalidArgumentError(`${error.message.slice(0, -1)}, or "${word}".`);
    }
  };
}

export function positiveSeconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("Expected a number of seconds above 0.");
  return value;
}

export const stepsOrEpoch = wholeNumberOr("epoch", 1);
const threadCount = wholeNumberOr("default", 1, mostThreads);

/** For options that may be repeated or hold a comma-separated list. Refuses an empty name, and a name twice. */
export function list(text: string, before: readonly string[] = []): string[] {
  return unlike([...before, ...parts(text)]);
}

/** A comma-separated list of thread counts, each a number or `default` and each once; the option may be repeated. */
export function threadCounts(text: string, before: readonly ThreadCount[] = []): ThreadCount[] {
  return unlike([...before, ...parts(text).map(threadCount)]);
}

/** A comma-separated list of whole numbers from 0, each once; the option may be repeated. */
export function naturalNumbers(text: string, before: readonly number[] = []): number[] {
  return unlike([...before, ...parts(text).map(naturalNumber)]);
}

/** The names of an argument, if none stands there twice. Throws `UsageError`; `where` names the argument. */
export function eachOnce(names: readonly string[], where: string): string[] {
  const twice = repeated(names);
  if (twice === undefined) return [...names];
  throw new UsageError("named twice", { where, expected: "each name once", got: quotedText(twice) });
}

function unlike<Value extends string | number>(values: Value[]): Value[] {
  const twice = repeated(values);
  if (twice === undefined) return values;
  throw new InvalidArgumentError(`One is named twice; expected each name once; got ${quotedText(String(twice))}.`);
}

function repeated<Value>(values: readonly Value[]): Value | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

function parts(text: string): string[] {
  const found = text.split(",").map((part) => part.trim());
  if (found.includes("")) throw new InvalidArgumentError("Expected names joined by commas, none of them empty.");
  return found;
}

/** Text that says something. */
export function nonEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Expected a value.");
  return text;
}
