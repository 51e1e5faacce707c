import { madeUpRun } from "@evenkeel/analysis/fixture";
import { fewestPairs } from "@evenkeel/analysis";
import { expect, test } from "vitest";
import { interfaceCostTables } from "../../src/sections/interface-cost/view.ts";

const repeated = (values: readonly number[]) => Array.from({ length: 7 }, () => values).flat();

test("says per call what our interface adds to it", () => {
  const data = madeUpRun({ models: ["lenet-5"], tasks: ["overhead"] });
  const calls = [
    { call: "predict", batchSize: 1, byHandMs: [0.1, 0.2, 0.4], throughInterfaceMs: [0.104, 0.203, 0.41] } as const,
    { call: "train", batchSize: 32, byHandMs: [2, 2, 2], throughInterfaceMs: [2.02, 2.04, 2.03] } as const,
  ];
  const [cell] = data.run.cells;
  data.samples.overheads.clear();
  data.samples.overheads.set(cell?.id ?? "", {
    calls: calls.map((call) => ({
      ...call,
      byHandMs: repeated(call.byHandMs),
      throughInterfaceMs: repeated(call.throughInterfaceMs),
    })),
  });
  const rows = interfaceCostTables(data)[0]?.rows.map(({ head, cells }) => [head, ...cells.map(({ text }) => text)]);
  expect(rows).toEqual([
    [cell?.backend, "a prediction, batch 1", "0.200", "4.0", "3.0 to 10.0", "2.0%", "21"],
    [cell?.backend, "a training step, batch 32", "2.00", "30", "20 to 40", "1.5%", "21"],
  ]);
});

test("gives no figure from a few pairs", () => {
  const data = madeUpRun({ models: ["lenet-5"], tasks: ["overhead"] });
  const few = Array.from({ length: fewestPairs - 1 }, () => 1);
  data.samples.overheads.set(data.run.cells[0]?.id ?? "", {
    calls: [{ call: "train", batchSize: 32, byHandMs: few, throughInterfaceMs: few }],
  });
  const [row] = interfaceCostTables(data)[0]?.rows ?? [];
  expect(row?.cells.map(({ text }) => text)).toEqual([
    "a training step, batch 32",
    "1.00",
    "too few pairs",
    "too few pairs",
    "too few pairs",
    "19",
  ]);
});

test("is left out where nothing of it was measured", () => {
  expect(interfaceCostTables(madeUpRun({ models: ["lenet-5"], tasks: ["latency"] }))).toEqual([]);
});
