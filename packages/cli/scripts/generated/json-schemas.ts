import { summaryDocumentSchema } from "@evenkeel/analysis";
import { endpointSchema } from "@evenkeel/backend-remote/endpoint";
import { factsSchema } from "@evenkeel/openness";
import { runSchema } from "@evenkeel/run-folder";
import { experimentSchema } from "@evenkeel/tasks";
import { z } from "zod";

/** The published JSON Schemas: file name in docs/schemas, and text. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map([
    ["run.schema.json", textOf(runSchema, "run.json of a run folder", "lenient")],
    ["summary.schema.json", textOf(summaryDocumentSchema, "what evenkeel run --json prints", "lenient")],
    [
      "experiment.schema.json",
      textOf(experimentSchema, "an experiment, as a file of benchmarks/ exports it", "strict"),
    ],
    ["endpoint.schema.json", textOf(endpointSchema, "an endpoint, as a file of benchmarks/endpoints/", "strict")],
    [
      "model-facts.schema.json",
      textOf(factsSchema, "the facts of a model, as a file of benchmarks/models/ states them", "strict", true),
    ],
  ]);
}

/**
 * A lenient schema lets fields through that it does not know, as our readers do within a version. With `reused`, parts
 * that stand in several places are written once.
 */
function textOf(schema: z.ZodType, title: string, extraFields: "lenient" | "strict", reused = false): string {
  const json = z.toJSONSchema(schema, {
    io: "input",
    reused: extraFields === "lenient" || reused ? "ref" : "inline",
    override: ({ jsonSchema }) => {
      if (extraFields === "lenient" && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  });
  return `${JSON.stringify({ title, ...json }, null, 2)}\n`;
}
