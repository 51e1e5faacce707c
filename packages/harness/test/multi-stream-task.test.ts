import { readSamples } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { multiStream } from "../src/tasks/multi-stream.ts";
import { watched } from "../src/tasks/watched-calls.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { spied, taskCell } from "./fixtures/task-cell.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

describe("multi-stream", () => {
  it("predicts so many images a query, and keeps every time", async () => {
    const { context, model } = await taskCell(folder, "multi-stream", 10, { settings: { imagesPerQuery: 3 } });
    const spy = spied(model);
    const { limits, measurements } = await watched(context, spy.model, (own) => multiStream(context, own));
    expect(new Set(spy.predicted.map(({ shape }) => shape[0]))).toEqual(new Set([3]));
    expect(measurements).toMatchObject({ "multiStream.p99Ms": { value: 10, n: 700 } });
    expect(limits).toEqual([]);
    const samples = await readSamples(folder, context.job.cell.id, "multi-stream");
    expect(samples?.callMs).toHaveLength(700);
  });

  it("stops at the budget, and says so", async () => {
    const { context, model } = await taskCell(folder, "multi-stream", 500);
    const { limits } = await watched(context, model, (own) => multiStream(context, own));
    expect(limits).toMatchObject([{ work: "multi-stream", planned: 700, unit: "samples", seconds: 20, unitMs: 500 }]);
  });
});
