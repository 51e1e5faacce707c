/**
 * The gate catches model objects that go wrong on the path that a real training takes: many equal batches a call, many
 * steps, calls of many bytes, predictions and exports between calls.
 */
import { describe, expect, it } from "vitest";
import { failedChecks } from "./faults/check-all.ts";
import { modelFaults } from "./faults/model-faults.ts";

const onSchedule = /^dense\/(\w+-)+(rate|warm-up)\/(update|loss|logits)$/;

/** What each fails first, and what nothing else than it fails. */
const signatures: Readonly<Record<keyof typeof modelFaults, { readonly shows: string; readonly only: RegExp }>> = {
  stepsCountedOnceACall: { shows: "dense/plain-adam/update", only: /adam|many-steps|batches-of|mebibytes/ },
  scalarsConstantWithinACall: { shows: "dense/plain-adam/update", only: /adam|many-steps|batches-of|mebibytes/ },
  wholeCallOnFirstBatch: { shows: "dense/plain-momentum/update", only: /./ },
  imagesOfTheFirstBatchInACall: { shows: "dense/plain-sgd/update", only: /./ },
  labelsOfTheFirstBatchInACall: { shows: "dense/plain-sgd/update", only: /./ },
  masksOfTheFirstBatchInACall: { shows: "dropout/plain-momentum/update", only: /^dropout\/plain-(momentum|adam)\// },
  imagesOfTheFirstBatchEver: { shows: "dense/plain-sgd/update", only: /./ },
  labelsOfTheFirstBatchEver: { shows: "dense/plain-sgd/update", only: /./ },
  masksOfTheFirstBatchEver: { shows: "dropout/plain-momentum/update", only: /^dropout\/plain-(momentum|adam)\// },
  afterBytesDropped: { shows: "dense/call-of-19-mebibytes/update", only: /^dense\/call-of-19-mebibytes\// },
  stalePredictor: { shows: "dense/plain-sgd/logits", only: /\/logits$/ },
  firstAnswerAgain: { shows: "dense/plain-sgd/logits", only: /\/logits$/ },
  predictResetsOptimizer: { shows: "dense/plain-momentum/update", only: /^(?!dense\/plain-sgd)/ },
  exportResetsOptimizer: { shows: "dense/plain-momentum/update", only: /^(?!dense\/plain-sgd)/ },
  callAfterCallIgnored: { shows: "dense/plain-momentum/update", only: /./ },
  callAfterCallResetsOptimizer: { shows: "dense/plain-momentum/update", only: /^(?!dense\/plain-sgd)/ },
  scheduleIgnored: { shows: "dense/momentum-step-rate/update", only: onSchedule },
  rateOfTheFirstBatchInACall: { shows: "dense/sgd-exponential-rate/update", only: onSchedule },
  rateOfTheFirstBatchEver: { shows: "dense/adam-cosine-rate/update", only: onSchedule },
  rateOfTheStepBefore: { shows: "dense/sgd-warm-up/update", only: onSchedule },
  rateChangesOncePerTwoSteps: { shows: "dense/adam-cosine-rate/update", only: onSchedule },
  lossSmoothedFromStepFour: { shows: "dense/plain-momentum/loss", only: /\/loss$/ },
};

describe("the gate", () => {
  it.each(Object.entries(signatures))("catches %s", async (name, { shows, only }) => {
    const failed = await failedChecks(modelFaults[name as keyof typeof modelFaults], ["dense", "dropout"]);
    expect(failed).toContain(shows);
    expect(failed.filter((id) => !only.test(id))).toEqual([]);
  });
});
