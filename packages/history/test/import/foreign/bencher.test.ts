import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foreignNights, type ForeignNights } from "../../../src/import/foreign/foreign-nights.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { refuseUnfit } from "../../../src/store/checked-night.ts";

const at = Date.UTC(2026, 10, 27, 2, 17);

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), "results.json");
  await writeFile(path, content);
  return path;
}

const results = {
  "tests::sort": {
    latency: { value: 3_000_000, lower_value: 2_500_000, upper_value: 3_500_000 },
    throughput: { value: 333.3 },
  },
  binary: { "file-size": { value: 1024 }, "Build Time": { value: 12 } },
  model: { accuracy: { value: 0.91, lower_value: 5, upper_value: 6 } },
};

describe("Bencher Metric Format", () => {
  it("is one night, of the time, commit and machine that the command line names", async () => {
    const path = await file(JSON.stringify(results));
    const { source, nights } = await foreignNights(path, { at, commit: "ABCDEF1234567", machine: "bench-1" });
    expect([source, nights.length]).toEqual(["bencher", 1]);
    expect(nights[0]?.run).toMatchObject({ at, commit: "abcdef1234567", source: "bencher" });
    expect(nights[0]?.machine.name).toBe("bench-1");
    const told = (nights[0]?.points ?? []).map(({ series, point }) => [
      `${series.workload} ${series.measurement}`,
      series.unit,
      series.better,
      point.value,
      point.low,
      point.high,
    ]);
    expect(told).toEqual([
      ["tests::sort foreign.latency", "ms", "lower", 3, 2.5, 3.5],
      ["tests::sort foreign.throughput", "ops/s", "higher", 333.3, null, null],
      ["binary foreign.file-size", "bytes", "lower", 1024, null, null],
      ["binary foreign.build-time", "ms", "lower", 12_000, null, null],
      ["model foreign.accuracy", "", null, 0.91, null, null],
    ]);
  });

  it("asks for the time that the file lacks", async () => {
    const path = await file(JSON.stringify(results));
    await expect(foreignNights(path)).rejects.toThrow(/say when it ran: --at 2026-11-27T02:17:00Z$/);
  });

  it("refuses other files in a line that names the kinds there are", async () => {
    const others = ["[]", "{}", "3", '{"a": {"latency": {"mean": 1}}}', '{"a": {}}', "name,value", ""];
    for (const content of others) {
      const path = await file(content);
      const error = await foreignNights(path, { at }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DataError);
      expect((error as DataError).message).toContain(path);
    }
    await expect(foreignNights("/nowhere/data.js")).rejects.toThrow(
      /data\.js: cannot be imported; expected run folders, github.*got nothing there/,
    );
  });

  it("meets any bytes, and any JSON, with nights that a store keeps or a `DataError`", async () => {
    const any = fc.oneof(
      fc.uint8Array(),
      fc.json(),
      fc.json().map((json) => `window.BENCHMARK_DATA = ${json}`),
    );
    const property = fc.asyncProperty(any, async (content) => {
      const found = await foreignNights(await file(content), { at }).catch((thrown: unknown) => thrown);
      if (found instanceof DataError) return;
      for (const night of (found as ForeignNights).nights) expect(() => refuseUnfit(night)).not.toThrow();
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
