import type { CellResult, Run } from "@evenkeel/core";
import { plural, sentenceList } from "../format.ts";
import { failureAnchor } from "./gate/backend-gates.ts";
import { rootLimit } from "./outcome.ts";
import type { RunData } from "./run-data.ts";
import { dataTable, type DataTable } from "./table.ts";

interface Gap {
  readonly who: string;
  readonly state: string;
  readonly why: string;
  readonly wayOut: string;
  /** Where the page tells more of it. */
  readonly href?: string | null;
  /** Ids of the cells concerned. */
  readonly cells: readonly string[];
}

/** Everything that gives no comparable number: what, why, and the way out. Null when nothing is missing. */
export function gapsOf(data: RunData): DataTable | null {
  const gaps = [
    ...unavailableBackends(data.run),
    ...cellGaps(data),
    ...limits(data.run),
    ...unread(data),
    ...notRun(data.run),
  ];
  if (gaps.length === 0) return null;
  return dataTable(
    "gaps-table",
    "What was unavailable, limited, failed or not run",
    ["what", "state", "why", "way out", "cells"],
    gaps.map(({ who, state, why, wayOut, href = null, cells }) => [
      who,
      { text: state, href },
      why,
      wayOut,
      shortList(cells),
    ]),
  );
}

function unavailableBackends({ backends, plan }: Run): Gap[] {
  return backends.flatMap(({ id, reason }) =>
    reason === null
      ? []
      : [
          {
            who: id,
            state: `unavailable (${reason.code})`,
            why: reason.message,
            wayOut: reason.remedy ?? "",
            cells: plan.filter((cell) => cell.backend === id).map((cell) => cell.id),
          },
        ],
  );
}

/** Cells that did not complete, those with one reason together; a backend that is missing as a whole is told once, above. */
function cellGaps(data: RunData): Gap[] {
  const { cells, backends } = data.run;
  const missing = new Set(backends.filter(({ reason }) => reason !== null).map(({ id }) => id));
  const gaps = cells.flatMap((cell) =>
    cell.state === "completed" || missing.has(cell.backend) ? [] : [cellGap(data, cell)],
  );
  return merged(gaps);
}

function cellGap(data: RunData, cell: Exclude<CellResult, { state: "completed" }>): Gap {
  const { reason, state } = cell;
  return {
    who: cell.backend,
    state: `${state.replaceAll("-", " ")} (${reason.code})`,
    why: reason.message,
    wayOut: reason.remedy ?? "",
    href: state === "not-comparable" ? failureAnchor(data, cell) : null,
    cells: [cell.id],
  };
}

function limits({ cells }: Run): Gap[] {
  const completed = cells.filter((cell) => cell.state === "completed");
  const gaps = completed.flatMap(({ id, backend, model, limits: own }) => {
    const all = completed
      .filter((cell) => cell.backend === backend && cell.model === model)
      .flatMap((cell) => cell.limits);
    return own.map((limit) => ({
      who: `${backend}, ${model}`,
      state: "limited",
      why: rootLimit(limit, all),
      wayOut: "give it more time with --budget",
      cells: [id],
    }));
  });
  return merged(gaps);
}

function unread({ problems }: RunData): Gap[] {
  return problems.map(({ cellId, message }) => ({
    who: "samples",
    state: "not readable",
    why: message,
    wayOut: "restore the file from a copy of the run folder, or run again",
    cells: [cellId],
  }));
}

function notRun({ plan, cells, state, runId }: Run): Gap[] {
  const settled = new Set(cells.map(({ id }) => id));
  const open = plan.filter(({ id }) => !settled.has(id)).map(({ id }) => id);
  if (open.length === 0) return [];
  const wayOut = state === "finished" ? "" : `evenkeel run --resume <the folder of run ${runId}>`;
  return [{ who: plural(open.length, "cell"), state: "not run", why: `the run is ${state}`, wayOut, cells: open }];
}

function merged(gaps: readonly Gap[]): Gap[] {
  const groups = Map.groupBy(gaps, ({ who, state, why, wayOut }) => JSON.stringify([who, state, why, wayOut]));
  return [...groups.values()].map((group) => ({ ...(group[0] as Gap), cells: group.flatMap(({ cells }) => cells) }));
}

function shortList(ids: readonly string[]): string {
  return ids.length <= 4 ? sentenceList(ids) : `${ids.slice(0, 3).join(", ")} and ${ids.length - 3} more`;
}
