import { expect } from "vitest";
import { comparePredictions } from "../checks/prediction.ts";
import { compareTraining } from "../checks/training.ts";
import { smoothAdam, stepsLesson } from "../lessons.ts";
import { sampleBatch, sampleImages } from "../samples.ts";
import { leastSpec, networkSpecs, smallSpecNamed } from "../specs/index.ts";
import type { Subject } from "./subject.ts";

const sizes = [1, 3, 5, 1] as const;

/** Batches of different sizes on one model object. */
export function testBatchSizes({ backend, check, expectAgreement, supports }: Subject): void {
  const models = [leastSpec, "relu-of-vector", "max-pool2d-overlapping"].map(smallSpecNamed).concat(networkSpecs);
  for (const spec of models.filter(supports)) {
    const lesson = stepsLesson(spec, smoothAdam, [3, 5, 1], "one call");
    check(`${spec.name} predicts batches of 1, 3, 5 and 1 again`, async () => {
      const batches = sizes.map((size, round) => sampleImages(spec, size, "real", round));
      expectAgreement(await comparePredictions(backend, lesson.source, batches));
    });
    if (!backend.supports.training) continue;
    check(`${spec.name} trains on batches of 3, 5 and 1`, async () => {
      expectAgreement(await compareTraining(backend, lesson));
    });
  }
}

/** What is different while training: dropout's masks and batch normalisation's statistics. */
export function testTrainingMode({ backend, check, expectAgreement, supports }: Subject): void {
  const batchNorm = smallSpecNamed("batch-norm-relu");
  if (supports(batchNorm)) {
    check("moving statistics follow over three steps and are used by predict", async () => {
      const lesson = stepsLesson(batchNorm, smoothAdam, [4, 4, 4], "a call each");
      const differences = await compareTraining(backend, lesson);
      expect(differences.map(({ what }) => what)).toContain("update of batch-norm.movingVariance");
      expectAgreement(differences);
    });
  }
  const dropout = smallSpecNamed("dropout-of-vector");
  if (supports(dropout)) {
    check("each step uses its own dropout masks", async () => {
      const lesson = stepsLesson(dropout, smoothAdam, [4, 4, 4], "one call");
      const { images, labels } = sampleBatch(dropout, 4, "real");
      const calls = lesson.calls.map((batches) =>
        batches.map(({ dropoutMasks }) => ({ images, labels, dropoutMasks })),
      );
      expectAgreement(await compareTraining(backend, { ...lesson, calls }));
    });
  }
}
