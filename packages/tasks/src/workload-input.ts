import { workloadSchema, type Workload } from "@evenkeel/core";
import type { z } from "zod";

/**
 * A workload as an author writes it. Without an id it takes its model's name, and a model from elsewhere its file's;
 * that one is not trained here and needs no epochs.
 */
export const workloadInputSchema = workloadSchema
  .partial({ id: true, model: true, epochs: true })
  .superRefine((written, context) => {
    if (written.source === undefined) {
      for (const field of ["model", "epochs"] as const) {
        if (written[field] === undefined) refuse(context, field, "expected a value, as the model is the zoo's");
      }
      return;
    }
    for (const field of ["schedule", "augmentation"] as const) {
      if (written[field] !== undefined) refuse(context, field, "a model that is not trained here has none");
    }
  })
  .transform(({ id, model, epochs, ...rest }): Workload => {
    const named = model ?? nameOfSource(rest.source);
    return { id: id ?? named, model: named, epochs: epochs ?? "recipe", ...rest };
  });

function refuse(context: z.RefinementCtx, field: string, message: string): void {
  context.addIssue({ code: "custom", path: [field], message });
}

/**
 * What a model from elsewhere is called where nobody names it: its file's name in small letters, digits and dashes,
 * with
 * its ending, so that it is no network's of the zoo.
 */
function nameOfSource(source: Workload["source"]): string {
  const file = source?.file.split(/[/\\]/).at(-1) ?? "";
  const plain = file.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return plain.replaceAll(/^-+|-+$/g, "") || "model";
}
