import { gateMatrixOf, type BackendGate, type CheckGroup, type GateCell } from "@evenkeel/analysis";
import type { CheckResult } from "@evenkeel/core";
import { checkAnchor, groupAnchor } from "../../anchors.ts";
import { integer, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { stateWords } from "../../words/states.ts";

/** One backend on one layer kind or model. */
export interface MatrixCell {
  readonly verdict: CheckResult["verdict"] | "open";
  readonly words: string;
  /** The largest relative error, and what was not asked. */
  readonly notes: readonly string[];
  /** Its first failed check, or the numbers behind it; null where nothing was compared. */
  readonly href: string | null;
}

/** The table of verdicts. */
export interface Matrix {
  readonly backends: readonly string[];
  /** Columns with the row heads. */
  readonly spanned: number;
  readonly groups: readonly {
    readonly title: string;
    readonly rows: readonly { readonly id: string; readonly subject: string; readonly cells: readonly MatrixCell[] }[];
  }[];
}

const scopes: Readonly<Record<CheckResult["scope"], string>> = { layer: "Layer kinds", model: "Models" };

/** Layer kinds, then models, by backend. */
export function matrixOf(gates: readonly BackendGate[]): Matrix {
  const { backends, groups } = gateMatrixOf(gates);
  return {
    backends,
    spanned: backends.length + 1,
    groups: groups.map(({ scope, rows }) => ({
      title: scopes[scope],
      rows: rows.map(({ subject, cells }) => ({
        id: `gate-${scope}-${slug(subject)}`,
        subject,
        cells: cells.map(cellOf),
      })),
    })),
  };
}

function cellOf(cell: GateCell): MatrixCell {
  if (cell.group === null) return { verdict: "open", words: absence(cell), notes: [], href: null };
  const { backend, group } = cell;
  const { checks, failed, worst, verdict } = group;
  const [first] = failed;
  return {
    verdict,
    words: failed.length === 0 ? verdict : `${verdict} ${integer(failed.length)} of ${integer(checks.length)}`,
    notes: verdict === "unsupported" ? [] : notesOn(group),
    href: first === undefined ? groupAnchor(backend, worst) : checkAnchor(backend, first),
  };
}

function notesOn({ maxRelative, unsupported }: CheckGroup): string[] {
  return [
    maxRelative === null ? "no measure" : significant(maxRelative, 2),
    ...(unsupported > 0 ? [`${integer(unsupported)} unsupported`] : []),
  ];
}

/** Of checks that were made and are not in the run folder. */
export const unreadableWords = "not readable";

function absence({ state, unreadable }: Extract<GateCell, { group: null }>): string {
  if (unreadable) return unreadableWords;
  return state === "completed" ? "not checked" : stateWords[state];
}
