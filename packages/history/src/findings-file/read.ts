import { DataError, measurementCatalog, quotedText, taskNames } from "@evenkeel/core";
import { z } from "zod";
import { parseForeign } from "../import/foreign/foreign-file.ts";
import { changeKinds, findingId, findingStates } from "../queries/findings.ts";
import { seriesId, type Series, type SeriesMeasurement } from "../series.ts";
import { isPlainText, latestTime, mostCounted } from "../store/checked-night.ts";
import { findingsVersion, type FindingsFile } from "./findings-file.ts";

const text = z.string().refine(isPlainText, "expected plain text of one line");
const time = z.int().min(-latestTime).max(latestTime);
const count = z.int().min(0).max(mostCounted);
const probability = z.number().min(0).max(1);
const hash = z.string().regex(/^[0-9a-f]{16}$/, "expected 16 hexadecimal digits");

const machineSchema = z.object({
  fingerprint: hash,
  name: text.nullable(),
  cpu: text,
  gpu: text.nullable(),
  cores: z.int().min(1).max(mostCounted).nullable(),
  memoryGib: z.number().nullable(),
  isa: text.nullable(),
  platform: text.nullable(),
  driver: text.nullable(),
});

/** A name that an object has of itself would be found in every catalogue. */
const measurement = text
  .refine((name) => !(name in {}), "expected the name of a measurement")
  .transform((name) => name as SeriesMeasurement);

const seriesSchema = z
  .object({
    id: hash,
    fingerprint: hash,
    backend: text,
    workload: text,
    workloadKey: text,
    task: z.enum([...taskNames, "install", "foreign"]),
    measurement,
    threads: z.string().regex(/^(?:default|\d{1,6})$/),
    batchSize: z.int().min(1).max(mostCounted).nullable(),
    precision: text.nullable(),
    control: z.boolean(),
    unit: text,
    better: z.enum(["lower", "higher"]).nullable(),
  })
  .refine((series) => series.id === seriesId(series), "expected the id that its fields give")
  .refine(hasItsUnit, "expected the unit of the measurement");

function hasItsUnit({ measurement: name, unit }: Pick<Series, "measurement" | "unit">): boolean {
  const units: Readonly<Record<string, { readonly unit: string }>> = measurementCatalog;
  return unit === (name === "install.sizeBytes" ? "bytes" : (units[name]?.unit ?? unit));
}

/** Levels of objects and lists within each other: what a rerun leaves has four. */
const deepestEvidence = 10;
const mostEvidenceCharacters = 65_536;

const evidence = z
  .unknown()
  .refine(isBounded, `expected at most ${deepestEvidence} levels and ${mostEvidenceCharacters} characters`)
  .transform((value) => value ?? null);

function isBounded(value: unknown): boolean {
  return isShallow(value, deepestEvidence) && JSON.stringify(value ?? null).length <= mostEvidenceCharacters;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1));
}

const findingSchema = z
  .object({
    id: hash,
    seriesId: hash,
    changeAt: time,
    changeRun: text,
    lastGoodRun: text.nullable(),
    kind: z.enum(changeKinds),
    effect: z.number(),
    p: probability,
    q: probability,
    state: z.enum(findingStates),
    proposedAt: time,
    evidence,
    confirmedAt: time.nullable(),
  })
  .refine((finding) => finding.id === findingId(finding), "expected the id that its series and run give");

const rateSchema = z.object({
  claims: count,
  trials: count,
  share: probability.nullable(),
  interval: z.tuple([probability, probability]).nullable(),
  nominal: probability,
});

const checkSchema = z.object({
  at: time,
  judged: count,
  unjudged: count,
  missing: count,
  proposals: count,
  falseAlarms: z.object({ pairs: count, claims: rateSchema, changes: rateSchema }).nullable(),
});

const judgementSchema = z.object({
  seriesId: hash,
  at: time,
  presence: z.enum(["present", "missing", "ended"]),
  reason: text.nullable(),
  minimumDetectable: z.number().nullable(),
});

const fileSchema = z
  .object({
    schemaVersion: z.literal(findingsVersion),
    machine: machineSchema,
    series: z.array(seriesSchema),
    findings: z.array(findingSchema),
    check: checkSchema.nullable(),
    judgements: z.array(judgementSchema),
  })
  .refine(
    ({ machine, series }) => series.every(({ fingerprint }) => fingerprint === machine.fingerprint),
    "expected series of its machine",
  )
  .refine(({ series, findings }) => {
    const known = new Set(series.map(({ id }) => id));
    return findings.every(({ seriesId: id }) => known.has(id));
  }, "expected the series of every finding");

/**
 * Reads what another store decided. It is foreign: everything in it is checked, fields of a later writer are passed
 * over. Throws `DataError` naming `where` and the field.
 */
export function readFindings(json: string, where: string): FindingsFile {
  const value = parseForeign(json, where);
  refuseNewer(value, where);
  return fitFindings(value, where);
}

/** The same of a value; what is written is held to it, too. */
export function fitFindings(value: unknown, where: string): FindingsFile {
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue === undefined || issue.path.length === 0 ? "" : `${quotedText(issue.path.join("."))}: `;
  throw new DataError("findings that cannot be used", {
    where,
    expected: "what `evenkeel history push` wrote",
    got: `${path}${issue?.message ?? "something else"}`,
    remedy: "restore it from an earlier commit, or take it away: what it alone says is lost then",
  });
}

function refuseNewer(value: unknown, where: string): void {
  const version = (value as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version !== "number" || version <= findingsVersion) return;
  throw new DataError("findings of a newer Evenkeel", {
    where,
    expected: `version ${findingsVersion}`,
    got: String(version),
    remedy: "use the Evenkeel that wrote it, or a later one",
  });
}
