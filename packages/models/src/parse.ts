import { ModelSpecError, modelSpecSchema, type ModelSpec } from "@evenkeel/core";
import { z } from "zod";
import { inferShapes } from "./shapes.ts";

/** A model spec from untrusted data: schema, unique names, known inputs, shapes, logits. Throws `ModelSpecError`. */
export function parseModelSpec(value: unknown, where = "model spec"): ModelSpec {
  const parsed = modelSpecSchema.safeParse(value);
  if (!parsed.success) {
    throw new ModelSpecError("not a model spec", { where, got: z.prettifyError(parsed.error).replaceAll("\n", " ") });
  }
  const spec = parsed.data;
  const last = spec.layers.at(-1)?.name ?? "input";
  const logits = inferShapes(spec).get(last) ?? [];
  if (logits.length !== 1 || logits[0] !== spec.classes) {
    throw new ModelSpecError("its last layer does not give the logits", {
      where: spec.name,
      expected: `[${spec.classes}]`,
      got: `[${logits.join(", ")}]`,
    });
  }
  return spec;
}
