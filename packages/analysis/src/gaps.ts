import type { CellReason, Limit } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import type { Place, UnfinishedState } from "./outcome.ts";
import type { RunData } from "./run-data.ts";

/** Something that gives no comparable number, with the ids of the cells concerned. */
export type Gap = { readonly cells: readonly string[] } & (
  | { readonly kind: "unavailable-backend"; readonly backend: string; readonly reason: CellReason }
  /** Cells of one backend that did not complete, for one reason; `place` is that of the first. */
  | {
      readonly kind: "unfinished";
      readonly place: Place;
      readonly state: UnfinishedState;
      readonly reason: CellReason;
    }
  /** Alike but for what one of the unit took. */
  | { readonly kind: "limited"; readonly place: Place; readonly limits: readonly [Limit, ...Limit[]] }
  /** Samples that could not be read. */
  | { readonly kind: "unreadable"; readonly message: string }
  | { readonly kind: "not-run" }
);

/** Everything that is missing of a run, the gravest first. */
export function gapsOf(data: RunData): Gap[] {
  const { run, problems } = data;
  return [...unavailableBackends(run), ...unfinished(run), ...limited(run), ...unreadable(problems), ...notRun(run)];
}

/** Ids of planned cells that are not settled. */
export function openCellsOf({ plan, cells }: Run): string[] {
  const settled = new Set(cells.map(({ id }) => id));
  return plan.filter(({ id }) => !settled.has(id)).map(({ id }) => id);
}

function unavailableBackends({ backends, plan }: Run): Gap[] {
  return backends.flatMap(({ id, reason }): Gap[] => {
    const cells = plan.filter((cell) => cell.backend === id).map((cell) => cell.id);
    return reason === null ? [] : [{ kind: "unavailable-backend", backend: id, reason, cells }];
  });
}

/** A backend that is missing as a whole is told once, above. */
function unfinished({ cells, backends }: Run): Gap[] {
  const missing = new Set(backends.filter(({ reason }) => reason !== null).map(({ id }) => id));
  const open = cells.flatMap((cell) => (cell.state === "completed" || missing.has(cell.backend) ? [] : [cell]));
  const groups = Map.groupBy(open, ({ backend, state, reason }) => JSON.stringify([backend, state, reason]));
  return [...groups.values()].flatMap((alike): Gap[] => {
    const [first] = alike;
    if (first === undefined) return [];
    const { backend, workload, state, reason } = first;
    return [{ kind: "unfinished", place: { backend, workload }, state, reason, cells: alike.map(({ id }) => id) }];
  });
}

function limited({ cells }: Run): Gap[] {
  const completed = cells.filter((cell) => cell.state === "completed");
  const found = completed.flatMap(({ id, backend, workload, limits }) =>
    limits.map((limit) => ({ id, place: { backend, workload }, limit })),
  );
  const groups = Map.groupBy(found, ({ place, limit }) => JSON.stringify([place, { ...limit, unitMs: null }]));
  return [...groups.values()].flatMap((alike): Gap[] => {
    const [first, ...others] = alike;
    if (first === undefined) return [];
    const limits = [first.limit, ...others.map(({ limit }) => limit)] as const;
    return [{ kind: "limited", place: first.place, limits, cells: alike.map(({ id }) => id) }];
  });
}

/** What is wrong with several cells' files alike is told once. */
function unreadable(problems: RunData["problems"]): Gap[] {
  return [...Map.groupBy(problems, ({ message }) => message)].map(([message, alike]) => ({
    kind: "unreadable",
    message,
    cells: alike.map(({ cellId }) => cellId),
  }));
}

function notRun(run: Run): Gap[] {
  const cells = openCellsOf(run);
  return cells.length === 0 ? [] : [{ kind: "not-run", cells }];
}
