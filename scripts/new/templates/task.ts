import type { Name } from "../names.ts";

export function definition({ kebab, camel, pascal }: Name): string {
  return `import { measurement } from "@evenkeel/core";
import { median } from "@evenkeel/stats";
import { z } from "zod";
import { noVariants, type TaskDefinition } from "./definition.ts";

const settings = z.strictObject({ images: z.int().positive().default(20) });
const samples = z.strictObject({
  /** Times of predicting one image, each image once, in ms, in the order of time, by the harness's clock. */
  callMs: z.array(z.number()),
});
export type ${pascal}Samples = z.infer<typeof samples>;

/** The time of predicting each of the first test images once. */
export const ${camel}: TaskDefinition<z.infer<typeof settings>, ${pascal}Samples> = {
  summary: "the time of one prediction of each of the first test images",
  settings,
  samples: { file: "${kebab}.json", schema: samples },
  needs: "predicts",
  after: [],
  provedFirst: false,
  repeats: { seeds: false, rounds: true, threads: true },
  variants: () => noVariants,
  measurements: ({ callMs }) =>
    callMs.length === 0 ? {} : measurement("${camel}.medianMs", median(callMs), callMs.length),
};
`;
}

export function definitionTest({ kebab, camel, of }: Name): string {
  return `import { describe, expect, it } from "vitest";
import { tasks } from "../src/index.ts";

describe("${kebab}", () => {
  it("is the median of its times, and nothing without one", () => {
    expect(${of("tasks")}.measurements({ callMs: [5, 1, 2] })).toEqual({
      "${camel}.medianMs": { value: 2, unit: "ms", n: 3, basis: "measured" },
    });
    expect(${of("tasks")}.measurements({ callMs: [] })).toEqual({});
  });

  it("predicts 20 images where nothing else is asked", () => {
    expect(${of("tasks")}.settings.parse({})).toEqual({ images: 20 });
  });
});
`;
}

export function performer({ kebab, camel, pascal, of }: Name): string {
  return `import { tasks, type ${pascal}Samples } from "@evenkeel/tasks";
import { fits, limitedBy } from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import type { WatchedModel } from "./watched-calls.ts";

/** Predicts each of the first test images once, one at a time, after one prediction that does not count. */
export async function ${camel}(
  { job, dataset, store, budget, reporter }: TaskContext,
  model: WatchedModel,
): Promise<TaskOutcome> {
  const task = ${of("tasks")};
  const { images: planned } = task.settings.parse(job.settings);
  const samples: ${pascal}Samples = { callMs: [] };
  const { callMs: times } = samples;
  let { callMs: lastMs } = await model.predict(testImages(dataset, 0, 1));
  while (times.length < planned && fits(budget, lastMs)) {
    const image = testImages(dataset, times.length, 1);
    ({ callMs: lastMs } = await model.predict(image));
    times.push(lastMs);
    await reporter.tell("measuring", times.length / planned, () => task.measurements(samples));
  }
  await store.writeSamples("${kebab}", samples);
  const limits = limitedBy(budget, { work: "${kebab}", done: times.length, planned, unit: "images", unitMs: lastMs });
  return { measurements: task.measurements(samples), limits };
}
`;
}

export function performerTest({ kebab, camel }: Name): string {
  return `import { readSamples } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ${camel} } from "../src/tasks/${kebab}.ts";
import { watched } from "../src/tasks/watched-calls.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { spied, taskCell } from "./fixtures/task-cell.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

describe("${kebab}", () => {
  it("predicts one image after the other, and keeps every time", async () => {
    const { context, model } = await taskCell(folder, "${kebab}", 10, { settings: { images: 3 } });
    const spy = spied(model);
    const { limits, measurements } = await watched(context, spy.model, (own) => ${camel}(context, own));
    expect(spy.predicted.map(({ shape }) => shape[0])).toEqual([1, 1, 1, 1]);
    expect(measurements).toMatchObject({ "${camel}.medianMs": { value: 10, n: 3 } });
    expect(limits).toEqual([]);
    expect(await readSamples(folder, context.job.cell.id, "${kebab}")).toEqual({ callMs: [10, 10, 10] });
  });

  it("stops at the budget, and says so", async () => {
    const { context, model } = await taskCell(folder, "${kebab}", 9000);
    const { limits } = await watched(context, model, (own) => ${camel}(context, own));
    expect(limits).toEqual([{ work: "${kebab}", done: 1, planned: 20, unit: "images", seconds: 20, unitMs: 9000 }]);
  });
});
`;
}
