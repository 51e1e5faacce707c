import { basisSchema } from "@evenkeel/core";
import { z } from "zod";
import { framework } from "../framework/classes.ts";
import { componentIds, type ComponentId } from "../framework/components.ts";
import { licenceProblem } from "../licence/expression.ts";

/** Raised whenever a field changes its meaning. */
export const factsVersion = 1;

const text = z.string().min(1).max(1000);
/** Of a model or a backend. */
const name = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9.-]*$/, "expected lower-case letters, digits, dashes and dots");
const date = z.iso.date();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits");

/** Relative, with "/" between names, and in its folder. */
const relativePath = z
  .string()
  .max(400)
  .regex(/^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\\]+$/, 'expected a path in the folder, with "/" between');

const licence = z
  .string()
  .min(1)
  .superRefine((value, context) => {
    const problem = licenceProblem(value);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  })
  .describe("an SPDX licence expression; none: nothing grants its use; unknown");

/** When somebody looked, and at what. */
const provenance = {
  date: date.exactOptional(),
  /** An address, a file, or what else was read; of the whole file where it is left out. */
  source: text.exactOptional(),
};

/** Where a component lies. A page is named and never fetched: what lies nowhere else stays declared. */
const placeSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("file"),
    /** A file, or a folder with all that is in it. */
    path: relativePath,
    sha256: sha256.exactOptional(),
  }),
  z.strictObject({ kind: z.literal("dataset"), name: z.string().regex(/^[a-z0-9-]+$/) }),
  z.strictObject({
    kind: z.literal("run"),
    /** What a run leaves of the model: trained weights, predictions of the test images, or the record of the run. */
    what: z.enum(["trained-weights", "predictions", "record"]),
  }),
  z.strictObject({ kind: z.literal("page"), url: z.url({ protocol: /^https?$/ }) }),
]);
export type Place = z.infer<typeof placeSchema>;

const componentSchema = z.discriminatedUnion("presence", [
  z.strictObject({
    presence: z.literal("declared"),
    licence,
    where: z.array(placeSchema).min(1).max(20),
    /** The backends whose cells use it; any where left out. */
    backends: z.array(name).min(1).max(20).exactOptional(),
    note: text.exactOptional(),
    ...provenance,
  }),
  z.strictObject({
    /** Looked for and not there; not found out; such that nobody outside can know; of no use for such a model. */
    presence: z.enum(["absent", "unknown", "not-observable", "not-applicable"]),
    note: text.exactOptional(),
    ...provenance,
  }),
]);
export type ComponentFacts = z.infer<typeof componentSchema>;

/** One fact beside the class. Words such as unknown stand where no value is known. */
const factSchema = z.strictObject({
  what: text,
  value: z.union([z.number(), z.boolean(), text]),
  unit: text.exactOptional(),
  basis: basisSchema,
  ...provenance,
});
export type Fact = z.infer<typeof factSchema>;

/** What the articles compare open and closed models by: facts, and no score. */
export const dimensions = ["transparency", "adaptability", "cost", "community", "ip-protection", "support"] as const;
export type Dimension = (typeof dimensions)[number];

const facts = z.array(factSchema).min(1).max(40);

/** A model's facts, as a file of `benchmarks/models/` states them. */
export const factsSchema = z.strictObject({
  schemaVersion: z.literal(factsVersion),
  model: name,
  title: text,
  producer: text,
  /** Of the model; unknown where nobody says. */
  version: text,
  /** A network of the zoo, a model in a package, or one behind an endpoint. */
  access: z.enum(["zoo", "package", "endpoint"]),
  framework: z.strictObject({ name: z.literal(framework.name), version: z.literal(framework.version) }),
  /** Of a package: where its files come from. */
  package: z
    .strictObject({ registry: z.enum(["PyPI", "npm"]), name: text, version: text, file: text, sha256 })
    .exactOptional(),
  /** Names under which runs know the model; its own where left out. */
  runs: z.array(name).min(1).max(20).exactOptional(),
  /** When the facts were looked up, and where: of each that does not say its own. */
  date,
  source: text,
  /** Where the text of each licence lies that is named below. */
  licences: z
    .array(z.strictObject({ licence, path: relativePath, sha256: sha256.exactOptional() }))
    .max(20)
    .exactOptional(),
  components: z.strictObject(
    Object.fromEntries(componentIds.map((id) => [id, componentSchema])) as Record<ComponentId, typeof componentSchema>,
  ),
  dimensions: z.strictObject(
    Object.fromEntries(dimensions.map((dimension) => [dimension, facts])) as Record<Dimension, typeof facts>,
  ),
});
export type ModelFacts = z.infer<typeof factsSchema>;
