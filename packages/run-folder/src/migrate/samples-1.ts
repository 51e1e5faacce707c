import type { TaskName } from "@evenkeel/core";

/** Sample files carry no version. What those of schema 1 left out takes these values. */
export const samplesOfVersion1: Partial<Record<TaskName, object>> = {
  train: { testImages: null, timesOnly: false },
  latency: { order: "sorted" },
  "step-time": { machine: { threadRoundTripNs: null, matrixProductGflops: null } },
};
