import type { LayerKind, ModelSpec } from "@evenkeel/core";
import { describe } from "vitest";
import { comparePredictions } from "../checks/prediction.ts";
import { compareTraining } from "../checks/training.ts";
import { sampleBatch, sampleImages, sampleWeights, type Values } from "../samples.ts";
import { layerSpecs, networkSpecs } from "../specs/index.ts";
import { unitSgd } from "../specs/small-spec.ts";
import type { Subject } from "./subject.ts";

const pooling: ReadonlySet<string> = new Set<LayerKind>(["max-pool2d", "average-pool2d"]);

/** Every layer kind with its options, forward and gradients. */
export function testLayers(subject: Subject): void {
  for (const [kind, specs] of Object.entries({ ...layerSpecs, networks: networkSpecs })) {
    const usable = specs.filter((spec) => subject.supports(spec));
    if (usable.length === 0) continue;
    const modes: Values[] = pooling.has(kind) ? ["real", "quantised", "non-positive"] : ["real", "quantised"];
    describe(`layer kind ${kind}`, () => {
      for (const spec of usable) for (const values of modes) testSpec(subject, spec, values);
    });
  }
}

function testSpec({ backend, check, expectAgreement }: Subject, spec: ModelSpec, values: Values): void {
  const source = { kind: "spec", spec, weights: sampleWeights(spec, values) } as const;
  const images = sampleImages(spec, 3, values);
  check(`${spec.name} predicts, ${values} values`, async () => {
    expectAgreement(await comparePredictions(backend, source, [images]));
  });
  if (!backend.supports.training) return;
  check(`${spec.name} has the right gradients, ${values} values`, async () => {
    const calls = [[sampleBatch(spec, 3, values)]];
    expectAgreement(await compareTraining(backend, { source, recipe: unitSgd, calls, images }));
  });
}
