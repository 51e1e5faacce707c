import { describe, expect, it } from "vitest";
import { unitOf } from "../../../src/import/foreign/unit.ts";

describe("unitOf", () => {
  it.each([
    ["ns/iter", "time", "ms", 1e-6],
    ["µs", "time", "ms", 1e-3],
    ["seconds", "time", "ms", 1e3],
    ["msec", "time", "ms", 1],
    ["ops/sec", "rate", "ops/s", 1],
    ["ops/ms", "rate", "ops/s", 1e3],
    ["MB/s", "rate", "MB/s", 1],
    ["req/min", "rate", "req/s", 1 / 60],
    ["B/op", "bytes", "bytes", 1],
    ["MiB", "bytes", "bytes", 2 ** 20],
    ["bytes", "bytes", "bytes", 1],
    ["allocs/op", "value", "allocs/op", 1],
    ["", "value", "", 1],
    ["a/b/c", "value", "a/b/c", 1],
    ["s/s", "value", "s/s", 1],
    ["constructor", "value", "constructor", 1],
  ])("%s", (text, measure, unit, factor) => {
    const found = unitOf(text);
    expect([found.measure, found.unit]).toEqual([measure, unit]);
    expect(found.factor / factor).toBeCloseTo(1, 12);
  });
});
