import { DataError } from "@evenkeel/core";
import type { Night } from "../night.ts";
import type { Point } from "../point.ts";
import { seriesId } from "../series.ts";

/** Most characters of a text that a store keeps. */
const longestText = 1000;
/** What no database keeps alike, and what would make two series' ids one: a line break, among others. */
const unfit = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Rounds and cores: as many as an integer of four bytes counts. */
export const mostCounted = 2 ** 31 - 1;
/** The last moment that a date of JavaScript tells, in ms. */
export const latestTime = 8.64e15;

/**
 * Throws `DataError` for a night that a store would not give back as it is, or whose points are not one of each series
 * of its machine. Importers read files that are not trusted.
 */
export function refuseUnfit({ run, machine, versions, points }: Night): void {
  const where = `run ${run.id}`;
  refuseTexts(where, run);
  refuseTexts(where, machine);
  for (const [name, version] of Object.entries(versions)) refuseTexts(where, { name, version });
  refuseNumbers(where, { memoryGib: machine.memoryGib });
  if (!Number.isSafeInteger(run.at) || Math.abs(run.at) > latestTime) refuse(where, "a time in ms", String(run.at));
  const { cores } = machine;
  if (cores !== null && !isCount(cores)) refuse(where, "a count of cores", String(cores));
  if (machine.fingerprint !== run.fingerprint) refuse(where, `machine ${run.fingerprint}`, machine.fingerprint);
  const seen = new Set<string>();
  for (const { series, point } of points) {
    refuseTexts(where, series);
    const { batchSize } = series;
    if (batchSize !== null && !isCount(batchSize)) refuse(where, "a batch size", String(batchSize));
    refusePoint(where, point);
    if (point.at !== run.at || point.runId !== run.id) refuse(where, "points of this run", point.runId);
    if (series.fingerprint !== run.fingerprint) refuse(where, `series of ${run.fingerprint}`, series.fingerprint);
    if (series.id !== seriesId(series)) refuse(where, `series ${seriesId(series)}`, series.id);
    if (seen.has(series.id)) refuse(where, "one point of each series", `two of ${series.measurement} (${series.id})`);
    seen.add(series.id);
  }
}

function refusePoint(where: string, { value, n, low, high }: Point): void {
  refuseNumbers(where, { value, low, high });
  if (!isCount(n)) refuse(where, "a count of rounds or seeds", String(n));
}

function refuseTexts(where: string, texts: object): void {
  for (const [field, text] of Object.entries(texts)) {
    if (typeof text !== "string") continue;
    if (text.length > longestText) refuse(where, `at most ${longestText} characters in ${field}`, String(text.length));
    if (unfit.test(text)) refuse(where, `plain text of one line in ${field}`, text);
  }
}

/** Whether a store would give a text back as it is. */
export function isPlainText(text: string): boolean {
  return text.length <= longestText && !unfit.test(text);
}

function refuseNumbers(where: string, numbers: Readonly<Record<string, number | null>>): void {
  for (const [field, value] of Object.entries(numbers)) {
    if (value !== null && !Number.isFinite(value)) refuse(where, `a number in ${field}`, String(value));
  }
}

function refuse(where: string, expected: string, got: string): never {
  throw new DataError("cannot be kept in a history", { where, expected, got });
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= mostCounted;
}
