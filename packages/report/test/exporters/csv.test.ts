import { madeUpRun } from "@evenkeel/analysis/fixture";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvField, csvRecord } from "../../src/exporters/csv-field.ts";
import { csv } from "../../src/exporters/csv.ts";
import type { CsvTable } from "../../src/exporters/exporter.ts";

const tasks = ["gradients", "train", "evaluate", "latency", "throughput", "step-time", "overhead"] as const;
const stepTime = { batchSizes: [4, 32], threads: [1], references: ["onnx-wasm"] };
const data = madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu", "onnx-wasm"], tasks, stepTime });
const recordsOf = (table: CsvTable, of = data) =>
  parse<Record<string, string>>([...csv({ data: of, folder: "", table })].join(""), {
    columns: true,
    record_delimiter: "\r\n",
  });

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "'", "=", "+", "-", "@", "\t", " ", "a", ";") }),
);
const dangerous = /^[=+\-@\t\r\n＝＋－＠]/;

describe("a record", () => {
  test("comes back from a CSV reader as it went in, formulas behind an apostrophe", () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 2, maxLength: 5 }), (fields) => {
        const expected = fields.map((text) => (dangerous.test(text) ? `'${text}` : text));
        expect(parse(csvRecord(fields), { record_delimiter: "\r\n" })).toEqual([expected]);
      }),
    );
  });

  test("never begins a field of text as a spreadsheet's formula", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(dangerous.test(csvField(text).replace(/^"/, ""))).toBe(false);
      }),
    );
  });

  test("keeps every digit of a number, and its sign", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(csvField(value)) + 0).toBe(value + 0);
      }),
    );
    expect(csvField(-0.25)).toBe("-0.25");
    expect(csvField(null)).toBe("");
  });
});

describe("measurements", () => {
  test("are a record each, with the cell's dimensions, unit, n, basis and what n counts", () => {
    const records = recordsOf("measurements");
    const count = data.run.cells.reduce((sum, { measurements }) => sum + Object.keys(measurements).length, 0);
    expect(records).toHaveLength(count);
    const step = data.run.cells.find(({ task, backend }) => task === "step-time" && backend === "onnx-cpu");
    expect(records.find(({ cell, measurement }) => cell === step?.id && measurement?.startsWith("stepTime."))).toEqual({
      cell: "r1.step-time.lenet-5.onnx-cpu.t1.s1",
      backend: "onnx-cpu",
      workload: "lenet-5",
      model: "lenet-5",
      dataset: "fashion-mnist-subset",
      task: "step-time",
      threads: "1",
      batchSize: "",
      precision: "",
      seed: "1",
      round: "1",
      control: "",
      device: "cpu",
      state: "completed",
      measurement: "stepTime.matrixProductGflops",
      value: String(step?.measurements["stepTime.matrixProductGflops"]?.value),
      unit: "GFLOP/s",
      n: "5",
      basis: "measured",
      counts: "products",
    });
  });

  test("a dataset's name becomes no formula", () => {
    const cells = data.run.cells.map((cell) => ({ ...cell, dataset: "=HYPERLINK(1)" }));
    const [record] = recordsOf("measurements", { ...data, run: { ...data.run, cells } });
    expect(record?.["dataset"]).toBe("'=HYPERLINK(1)");
  });
});

describe("samples", () => {
  const records = recordsOf("samples");
  const values = (cell: string, series: string) =>
    records.filter((record) => record["cell"] === cell && record["series"] === series);

  test("keep their order in time, with their unit", () => {
    const cell = "r1.latency.lenet-5.onnx-cpu.s1";
    const found = values(cell, "call.time");
    expect(found.map(({ value }) => Number(value))).toEqual(data.samples.latency.get(cell)?.callMs);
    expect(found[2]).toMatchObject({ index: "3", unit: "ms" });
  });

  test("hold every kind of every task", () => {
    const seriesOf = (task: string) => [
      ...new Set(
        records.filter(({ cell }) => cell?.startsWith(`r1.${task}.lenet-5.onnx-cpu`)).map(({ series }) => series),
      ),
    ];
    expect(seriesOf("train")).toEqual([
      "loss",
      "call.steps",
      "call.images",
      "call.time",
      "call.compute",
      "call.with-batches",
      "epoch.time",
      "epoch.accuracy",
    ]);
    expect(seriesOf("throughput")).toEqual(["batch-1.time", "batch-32.time", "batch-128.time"]);
    expect(seriesOf("evaluate")).toHaveLength(12);
    expect(seriesOf("evaluate").slice(0, 3)).toEqual(["label", "predicted", "logit.0.T-shirt/top"]);
    expect(seriesOf("step-time")).toEqual(expect.arrayContaining(["batch-32.time", "batch-32.compute"]));
    expect(seriesOf("overhead")).toContain("train.batch-1.by-hand");
    expect(seriesOf("gradients")).toContain("dense/plain/gradients.relative-error");
  });
});
