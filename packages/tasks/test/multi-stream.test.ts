import { describe, expect, it } from "vitest";
import { tasks } from "../src/index.ts";

const task = tasks["multi-stream"];

describe("multi-stream", () => {
  it("gives the percentiles of its queries that are earned", () => {
    const callMs = Array.from({ length: 101 }, (_, index) => index);
    expect(task.measurements({ imagesPerQuery: 8, callMs, computeMs: callMs })).toEqual({
      "multiStream.p50Ms": { value: 50, unit: "ms", n: 101, basis: "measured" },
      "multiStream.p90Ms": { value: 90, unit: "ms", n: 101, basis: "measured" },
      "multiStream.imagesPerQuery": { value: 8, unit: "images", n: 101, basis: "measured" },
    });
    expect(task.measurements({ imagesPerQuery: 8, callMs: [], computeMs: [] })).toEqual({});
  });

  it("sends 8 images a query where nothing else is asked", () => {
    expect(task.settings.parse({})).toEqual({ imagesPerQuery: 8 });
  });
});
