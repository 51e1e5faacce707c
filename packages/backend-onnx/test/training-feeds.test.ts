import type { Batch } from "@evenkeel/core";
import { hostTensor } from "@evenkeel/core";
import { dropoutMasks, findModel } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { runsOf, TrainingFeeds } from "../src/training-feeds.ts";

const spec = findModel("torch-catsdogs-cnn");
const { height, width, channels } = spec.input;

function batchOf(count: number, step = 0): Batch {
  const images = hostTensor([count, height, width, channels]);
  images.data.fill(step);
  const labels = Int32Array.from({ length: count }, (_, at) => at % 2);
  return { images, labels, dropoutMasks: dropoutMasks(spec, { seed: 1, step, batch: count }) };
}

const sizes = (runs: Batch[][]) => runs.map((run) => run.map(({ labels }) => labels.length));

describe("runsOf", () => {
  it("puts batches of equal size together, in order", () => {
    expect(sizes(runsOf([]))).toEqual([]);
    expect(sizes(runsOf([4, 4, 3, 4].map((count) => batchOf(count))))).toEqual([[4, 4], [3], [4]]);
  });

  it("bounds the bytes of a run, but takes any single batch", () => {
    const perRun = 3;
    const count = Math.floor((16 * 2 ** 20) / (perRun * 4 * height * width * channels));
    expect(sizes(runsOf([1, 2, 3, 4].map(() => batchOf(count)))).map((run) => run.length)).toEqual([perRun, 1]);
    expect(sizes(runsOf([batchOf(4 * count), batchOf(1)]))).toEqual([[4 * count], [1]]);
  });
});

describe("TrainingFeeds", () => {
  it("stacks what differs from step to step", () => {
    const feeds = new TrainingFeeds(spec, spec.recipe).of([batchOf(2, 1), batchOf(2, 2)], 7);
    expect(Object.fromEntries([...feeds].map(([name, { shape }]) => [name, shape]))).toEqual({
      "every:images": [2, 2, height, width, channels],
      "every:targets": [2, 2, 2],
      "every:mask:dropout1": [2, 2, 1024],
      "every:stepSize": [2],
      "every:rootOffset": [2],
    });
    expect([...(feeds.get("every:targets")?.data ?? [])]).toEqual([1, 0, 0, 1, 1, 0, 0, 1]);
    expect(feeds.get("every:images")?.data.at(0)).toBe(1);
    expect(feeds.get("every:images")?.data.at(-1)).toBe(2);
    const later = new TrainingFeeds(spec, spec.recipe).of([batchOf(2, 1)], 8);
    expect(later.get("every:stepSize")?.data[0]).toBe(feeds.get("every:stepSize")?.data[1]);
  });

  it("writes into the same arrays again, and into others for other sizes", () => {
    const feeds = new TrainingFeeds(spec, spec.recipe);
    const targets = (count: number) => feeds.of([batchOf(count)], 1).get("every:targets");
    const first = targets(2);
    expect(targets(2)).toBe(first);
    expect([...(first?.data ?? [])]).toEqual([1, 0, 0, 1]);
    expect(targets(1)?.data).toHaveLength(2);
  });

  it("refuses a label that is no class", () => {
    const batch = { ...batchOf(1), labels: Int32Array.of(2) };
    expect(() => new TrainingFeeds(spec, spec.recipe).of([batch], 1)).toThrow(/expected 0 to 1; got 2/);
  });

  it("names the dropout layer whose mask a batch lacks", () => {
    const batch = { ...batchOf(2), dropoutMasks: new Map() };
    expect(() => new TrainingFeeds(spec, spec.recipe).of([batch], 1)).toThrow(/^dropout.*no mask/);
  });
});
