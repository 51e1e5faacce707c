import type { LayerKind, ModelSpec } from "@evenkeel/core";
import { describe } from "vitest";
import { comparePredictions } from "../checks/prediction.ts";
import { compareTraining } from "../checks/training.ts";
import { gradientLesson } from "../lessons.ts";
import type { Values } from "../samples.ts";
import { layerSpecs, networkSpecs } from "../specs/index.ts";
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
  const lesson = gradientLesson(spec, values);
  check(`${spec.name} predicts, ${values} values`, async () => {
    expectAgreement(await comparePredictions(backend, lesson.source, [lesson.images]));
  });
  if (!backend.supports.training) return;
  check(`${spec.name} has the right gradients, ${values} values`, async () => {
    expectAgreement(await compareTraining(backend, lesson));
  });
}
