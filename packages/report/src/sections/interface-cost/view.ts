import { fewestPairs, interfaceCostsOf, workloadIds, type InterfaceCost, type RunData } from "@evenkeel/analysis";
import { integer, percent, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { dataTable, type DataTable } from "../../table.ts";
import type { Section } from "../section.ts";

const callWords: Readonly<Record<InterfaceCost["call"], string>> = {
  predict: "a prediction",
  train: "a training step",
};

const words =
  "Each call was made twice in the same process, in turn: through the interface that all other figures were taken through, " +
  "and with the library called by hand on the same graph and the same values. Differences are taken pair by pair; their median " +
  "comes with the middle half of them, and where that reaches to both sides of zero the cost is lost in the machine's " +
  `unrest. Fewer than ${fewestPairs} pairs give no figure. Libraries that run in a process of their own have no such call.`;

/** Left out where it was not measured. */
export const interfaceCost: Section = {
  name: "interface-cost",
  contents: "What our interface costs",
  view({ data }) {
    const tables = interfaceCostTables(data);
    return tables.length === 0 ? null : { words, tables };
  },
};

/** What the harness itself adds to the libraries' times, a table for each workload that it was measured of. */
export function interfaceCostTables(data: RunData): DataTable[] {
  return workloadIds(data.run).flatMap((workload) => {
    const costs = interfaceCostsOf(data, workload);
    return costs.length === 0 ? [] : [tableOf(workload, costs)];
  });
}

function tableOf(workload: string, costs: readonly InterfaceCost[]): DataTable {
  return dataTable(
    `interface-cost-${slug(workload)}`,
    `What our interface adds to calls of ${workload}`,
    ["backend", "call", "#by hand, ms", "#added, µs", "#middle half, µs", "#added, %", "#pairs"],
    costs.map((cost) => [cost.backend, ...textsOf(cost)]),
  );
}

function textsOf({ call, batchSize, byHandMs, added, share, enoughPairs }: InterfaceCost): string[] {
  const heads = [`${callWords[call]}, batch ${batchSize}`, significant(byHandMs)];
  if (!enoughPairs) return [...heads, "too few pairs", "too few pairs", "too few pairs", integer(added.n)];
  return [
    ...heads,
    microseconds(added.median),
    `${microseconds(added.p25)} to ${microseconds(added.p75)}`,
    percent(share, 1),
    integer(added.n),
  ];
}

/** To a tenth below ten, where a call of a small network lies. */
function microseconds(ms: number): string {
  const value = 1000 * ms;
  return Math.abs(value) < 10 ? value.toFixed(1) : integer(value);
}
