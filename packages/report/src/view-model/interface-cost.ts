import type { OverheadSamples } from "@evenkeel/core";
import { fewestPairs, median, pairedDifference } from "@evenkeel/stats";
import { integer, percent, significant } from "../format.ts";
import { slug } from "../html.ts";
import { modelNames, samplesOf, type RunData } from "./run-data.ts";
import { dataTable, type DataTable } from "./table.ts";

type Call = OverheadSamples["calls"][number];

const callWords: Readonly<Record<Call["call"], string>> = { predict: "an answer", train: "a training step" };

/** What the harness itself adds to the libraries' times, a table for each model; null where it was not measured. */
export function interfaceCostOf(
  data: RunData,
): { readonly words: string; readonly tables: readonly DataTable[] } | null {
  const tables = modelNames(data.run).flatMap((model) => tableOf(data, model) ?? []);
  if (tables.length === 0) return null;
  return {
    words:
      "Each call was made twice in the same process, in turn: through the interface that all other figures were taken through, " +
      "and with the library called by hand on the same graph and the same values. Differences are taken pair by pair; their median " +
      "comes with the middle half of them, and where that reaches to both sides of zero the cost is lost in the machine's " +
      `unrest. Fewer than ${fewestPairs} pairs give no figure. Libraries that run in a process of their own have no such call.`,
    tables,
  };
}

function tableOf(data: RunData, model: string): DataTable | null {
  const rows = data.run.backends.flatMap(({ id: backend }) =>
    samplesOf(data, data.samples.overheads, { model, backend }).flatMap(({ samples }) =>
      samples.calls.map((call): [string, ...string[]] => [backend, ...textsOf(call)]),
    ),
  );
  if (rows.length === 0) return null;
  return dataTable(
    `interface-cost-${slug(model)}`,
    `What our interface adds to calls of ${model}`,
    ["backend", "call", "#by hand, ms", "#added, µs", "#middle half, µs", "#added, %", "#pairs"],
    rows,
  );
}

function textsOf({ call, batchSize, throughInterfaceMs, byHandMs }: Call): string[] {
  const byHand = median(byHandMs);
  const added = pairedDifference(throughInterfaceMs, byHandMs);
  const heads = [`${callWords[call]}, batch ${batchSize}`, significant(byHand)];
  if (added.n < fewestPairs) return [...heads, "too few pairs", "–", "–", integer(added.n)];
  return [
    ...heads,
    microseconds(added.median),
    `${microseconds(added.p25)} to ${microseconds(added.p75)}`,
    percent(added.median / byHand, 1),
    integer(added.n),
  ];
}

/** To a tenth below ten, where a call of a small network lies. */
function microseconds(ms: number): string {
  const value = 1000 * ms;
  return Math.abs(value) < 10 ? value.toFixed(1) : integer(value);
}
