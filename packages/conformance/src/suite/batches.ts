import { expect } from "vitest";
import { comparePredictions } from "../checks/prediction.ts";
import { compareTraining } from "../checks/training.ts";
import { sampleBatch, sampleImages, sampleWeights } from "../samples.ts";
import { networkSpecs, smallSpecNamed } from "../specs/index.ts";
import { unitSgd } from "../specs/small-spec.ts";
import { smoothAdam } from "./optimizers.ts";
import type { Subject } from "./subject.ts";

const sizes = [1, 3, 5, 1] as const;

/** Batches of different sizes on one model object. */
export function testBatchSizes({ backend, check, expectAgreement, supports }: Subject): void {
  const models = [smallSpecNamed("max-pool2d-overlapping"), smallSpecNamed("relu-of-vector"), ...networkSpecs];
  for (const spec of models.filter(supports)) {
    const source = { kind: "spec", spec, weights: sampleWeights(spec, "real") } as const;
    check(`${spec.name} predicts batches of 1, 3, 5 and 1 again`, async () => {
      const batches = sizes.map((size, round) => sampleImages(spec, size, "real", round));
      expectAgreement(await comparePredictions(backend, source, batches));
    });
    if (!backend.supports.training) continue;
    check(`${spec.name} trains on batches of 3, 5 and 2 in one call`, async () => {
      const calls = [[3, 5, 2].map((size, round) => sampleBatch(spec, size, "real", round))];
      const images = sampleImages(spec, 4, "real");
      const recipe = { ...unitSgd, optimizer: smoothAdam };
      expectAgreement(await compareTraining(backend, { source, recipe, calls, images }));
    });
  }
}

/** What is different while training: dropout's masks and batch normalisation's statistics. */
export function testTrainingMode({ backend, check, expectAgreement, supports }: Subject): void {
  const batchNorm = smallSpecNamed("batch-norm-relu");
  if (supports(batchNorm)) {
    check("moving statistics follow over three steps and are used by predict", async () => {
      const source = { kind: "spec", spec: batchNorm, weights: sampleWeights(batchNorm, "real") } as const;
      const calls = [0, 1, 2].map((round) => [sampleBatch(batchNorm, 4, "real", round)]);
      const recipe = { ...unitSgd, optimizer: smoothAdam };
      const images = sampleImages(batchNorm, 4, "real");
      const differences = await compareTraining(backend, { source, recipe, calls, images });
      expect(differences.map(({ what }) => what)).toContain("update of batch-norm.movingVariance");
      expectAgreement(differences);
    });
  }
  const dropout = smallSpecNamed("dropout-of-vector");
  if (supports(dropout)) {
    check("each step uses its own dropout masks", async () => {
      const source = { kind: "spec", spec: dropout, weights: sampleWeights(dropout, "real") } as const;
      const { images, labels } = sampleBatch(dropout, 4, "real");
      const calls = [[0, 1, 2].map((round) => ({ ...sampleBatch(dropout, 4, "real", round), images, labels }))];
      const recipe = { ...unitSgd, optimizer: smoothAdam };
      expectAgreement(await compareTraining(backend, { source, recipe, calls, images }));
    });
  }
}
