import { join } from "node:path";
import { basisSchema } from "@evenkeel/core";
import { z } from "zod";
import { parseAs, parseJson, parseKnown } from "./parse.ts";
import { opennessFile } from "./paths.ts";
import { publicValue } from "./public-text.ts";
import { readTextIfAny, writeBytes } from "./storage.ts";

/** Room for the longest row: twenty places of one component, each named whole. */
const text = z.string().max(20_000);
const classWords = z.strictObject({ class: text, next: text.nullable(), missing: z.array(text).max(40).readonly() });

/** An assessment of a model in words, as `opennessView` of `@evenkeel/openness` gives it. */
const assessedModelSchema = z.strictObject({
  model: text,
  title: text,
  producer: text,
  framework: text,
  components: z
    .array(
      z.strictObject({
        id: text,
        title: text,
        class: text,
        licence: text,
        state: text,
        step: z.int().min(0).max(4),
        evidence: text,
        counts: z.strictObject({ declared: z.boolean(), proved: z.boolean() }),
        date: text,
        source: text,
      }),
    )
    .max(40)
    .readonly(),
  declared: classWords,
  proved: classWords,
  facts: z
    .array(z.strictObject({ dimension: text, what: text, value: text, basis: basisSchema, date: text, source: text }))
    .max(400)
    .readonly(),
  problems: z.array(text).max(400).readonly(),
});
export type AssessedModel = z.infer<typeof assessedModelSchema>;

const opennessSchema = z.strictObject({ models: z.array(assessedModelSchema).max(50).readonly() });
/** How open the models of a run are, where its folder keeps an assessment of them. */
export type Openness = z.infer<typeof opennessSchema>;

/** Writes the assessments of a run's models, whole or not at all. Throws `RunFolderError`. */
export async function writeOpenness(folder: string, openness: Openness): Promise<void> {
  const file = join(folder, opennessFile);
  await writeBytes(file, JSON.stringify(publicValue(parseAs(opennessSchema, openness, file)), null, 2));
}

/** The assessments that a run folder keeps; null of one that keeps none. Throws `RunFolderError` for a damaged file. */
export async function readOpenness(folder: string): Promise<Openness | null> {
  const file = join(folder, opennessFile);
  const found = await readTextIfAny(file);
  return found === null ? null : publicValue(parseKnown(opennessSchema, parseJson(found, file), file));
}
