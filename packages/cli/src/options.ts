import { quotedText, UsageError } from "@evenkeel/core";
import { mostThreads, type ThreadCount } from "@evenkeel/tasks";
import { InvalidArgumentError } from "commander";

/** Parsers of option values; what they refuse, commander reports with the option's name. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("Expected a whole number from 1.");
  return value;
}

export function naturalNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError("Expected a whole number from 0.");
  }
  return value;
}

export function severalFolds(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 2) throw new InvalidArgumentError("Expected a whole number from 2.");
  return value;
}

export function severalClasses(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 2 || value > 1_000_000) {
    throw new InvalidArgumentError("Expected a whole number from 2 to 1000000.");
  }
  return value;
}

export function positiveSeconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("Expected a number of seconds above 0.");
  return value;
}

export function stepsOrEpoch(text: string): number | "epoch" {
  if (text === "epoch") return text;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('Expected a whole number from 1, or "epoch".');
  }
  return value;
}

/** For options that may be repeated or hold a comma-separated list. Refuses an empty name, and a name twice. */
export function list(text: string, before: readonly string[] = []): string[] {
  const names = [...before, ...text.split(",").map((name) => name.trim())];
  if (names.includes("")) throw new InvalidArgumentError("Expected names joined by commas, none of them empty.");
  return eachOnce(names);
}

/** A comma-separated list of thread counts, each a number or `default` and each once; the option may be repeated. */
export function threadCounts(text: string, before: readonly ThreadCount[] = []): ThreadCount[] {
  return list(text, before.map(String)).map(threadCount);
}

function threadCount(text: string): ThreadCount {
  if (text === "default") return text;
  const value = threadNumber(text);
  if (value !== null) return value;
  throw new InvalidArgumentError(`Expected whole numbers from 1 to ${mostThreads}, or "default".`);
}

/** One number of threads. */
export function oneThreadCount(text: string): number {
  const value = threadNumber(text);
  if (value !== null) return value;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${mostThreads}.`);
}

function threadNumber(text: string): number | null {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 1 && value <= mostThreads ? value : null;
}

/** The names, if none stands there twice. */
export function eachOnce(names: readonly string[]): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return [...names];
  throw new UsageError("named twice", { expected: "each name once", got: quotedText(twice) });
}

/** A comma-separated list of whole numbers from 0, each once; the option may be repeated. */
export function naturalNumbers(text: string, before: readonly number[] = []): number[] {
  return list(text, before.map(String)).map(naturalNumber);
}

/** Text that says something. */
export function nonEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Expected a value.");
  return text;
}
