import { experiment as quick } from "@evenkeel/benchmarks/quick";
import { experiment as trainingSpeed } from "@evenkeel/benchmarks/training-speed";
import { DataError } from "@evenkeel/core";
import { experimentSchema } from "@evenkeel/tasks";
import { parseJsonInput, textBytes } from "../bytes.ts";
import type { Target } from "../target.ts";

/** What an experiment file exports. */
export const experiment: Target = {
  name: "experiment",
  seeds: async () => [quick, trainingSpeed].map((good) => textBytes(JSON.stringify(good))),
  take: async (input) => {
    const parsed = experimentSchema.safeParse(parseJsonInput(input));
    if (!parsed.success) throw new DataError("not an experiment");
  },
};
