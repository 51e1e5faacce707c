import { givenModelsOf, type RunData } from "@evenkeel/analysis";
import { givenLines } from "@evenkeel/report";
import { registry } from "./registry.ts";

/** What is to be said at a run's end of its given models: what was assumed or left out, and who agrees with whom. */
export function givenNotes(data: RunData): string[] {
  return [...givenLines(data.run), ...givenModelsOf(data).flatMap(agreementLines)];
}

function agreementLines({ workload, info, reference, agreements }: ReturnType<typeof givenModelsOf>[number]): string[] {
  if (reference !== null) {
    return agreements.map(
      ({ backend, images, sameClass }) =>
        `${workload}: ${backend} predicts the class of ${reference} for ${sameClass} of ${images} images`,
    );
  }
  const able = registry.filter(({ referenceFor }) => referenceFor === info.kind).map(({ id }) => id);
  return [`${workload}: held against no reference runtime; add --backend ${able.join(" or ")}, after evenkeel setup`];
}
