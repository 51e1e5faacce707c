import { readSamples } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { overhead } from "../src/tasks/overhead.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { spied, taskCell } from "./fixtures/task-cell.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** A model whose calls take `byHandMs`, and 2 ms more through the interface. */
async function measure(byHandMs: number, budgetSeconds = 20) {
  const { context, clock, model } = await taskCell(folder, "overhead", byHandMs + 2, { budgetSeconds });
  const order: string[] = [];
  const spy = spied(model);
  const hand = (what: string) => () => {
    order.push(what);
    clock.advance(byHandMs);
    return Promise.resolve();
  };
  const outcome = await overhead(context, {
    ...spy.model,
    predict: (images) => {
      order.push("predict");
      return spy.model.predict(images);
    },
    byHand: () => Promise.resolve({ predicting: () => hand("predict by hand"), training: () => hand("train by hand") }),
  });
  return { ...outcome, order, spy, samples: await readSamples(folder, context.job.cell.id, "overhead") };
}

describe("overhead", () => {
  it("makes each call both ways in turn, the order alternating, and predicts before it trains", async () => {
    const { order, spy, samples, limits } = await measure(10, 2000);
    expect(limits).toEqual([]);
    expect(order.slice(0, 4)).toEqual(["predict", "predict by hand", "predict by hand", "predict"]);
    expect(order.lastIndexOf("predict")).toBeLessThan(order.indexOf("train by hand"));
    expect(samples?.calls.map(({ call, batchSize, byHandMs }) => [call, batchSize, byHandMs.length])).toEqual([
      ["predict", 1, 500],
      ["predict", 32, 500],
      ["train", 1, 500],
      ["train", 32, 500],
    ]);
    expect(new Set(spy.trained.map(({ labels }) => labels.length))).toEqual(new Set([1, 22]));
  });

  it("gives what the interface adds: of one image in time, of a batch as a share", async () => {
    const { measurements } = await measure(10, 2000);
    expect(measurements).toEqual({
      "overhead.predictMs": { value: 2, unit: "ms", n: 500, basis: "measured" },
      "overhead.trainMs": { value: 2, unit: "ms", n: 500, basis: "measured" },
      "overhead.predictShare": { value: 0.2, unit: "ratio", n: 500, basis: "measured" },
      "overhead.trainShare": { value: 0.2, unit: "ratio", n: 500, basis: "measured" },
    });
  });

  it("takes one pair where a backend is slow, and says what its budget did not reach", async () => {
    const { samples, limits, measurements } = await measure(9000);
    expect(samples?.calls.map(({ throughInterfaceMs }) => throughInterfaceMs)).toEqual([[9002]]);
    expect(measurements).toEqual({});
    expect(limits).toEqual([{ work: "overhead", done: 1, planned: 4, unit: "calls", seconds: 20, unitMs: 9001 }]);
  });

  it("refuses a model whose library cannot be called from here", async () => {
    const { context, model } = await taskCell(folder, "overhead", 1);
    await expect(overhead(context, model)).rejects.toThrow("fake: its library runs in another process");
  });
});
