import { groupsByQuantity, tallyOf, type BackendGate, type CheckGroup } from "@evenkeel/analysis";
import type { CheckResult } from "@evenkeel/core";
import { checkAnchor, groupAnchor } from "../../anchors.ts";
import { integer, plural, scientific, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { dataTable, type DataTable } from "../../table.ts";
import type { Section } from "../section.ts";
import { matrixOf, unreadableWords, type Matrix } from "./matrix.ts";

/** Something about one backend that can be folded away. */
interface Folded {
  readonly id: string;
  readonly backend: string;
  readonly summary: string;
}

interface BackendFailures extends Folded {
  readonly open: boolean;
  readonly checks: readonly {
    /** Its anchor. */
    readonly id: string;
    readonly check: string;
    readonly verdict: CheckResult["verdict"];
    readonly message: string;
    readonly numbers: string;
  }[];
}

interface BackendErrors extends Folded {
  readonly table: DataTable;
}

/** The gradient gate as the page shows it. */
export interface GateView {
  /** Null where no check of any backend can be read. */
  readonly matrix: Matrix | null;
  /** Of each backend that fails, every failed check with its message. */
  readonly failures: readonly BackendFailures[];
  /** Of each backend, the worst check of each subject and quantity. */
  readonly errors: readonly BackendErrors[];
}

/** More failed checks than this stay folded until someone asks. */
const mostUnfolded = 12;

/** Verdicts, failed checks and errors of the gradient gate; left out where the run plans none. */
export const gate: Section = {
  name: "gate",
  contents: "Gradient gate",
  view: ({ gates }) => (gates === null ? null : gateView(gates)),
};

/** Of every backend of the run. */
export function gateView(gates: readonly BackendGate[]): GateView {
  const matrix = matrixOf(gates);
  const cells = matrix.groups.flatMap(({ rows }) => rows.flatMap((row) => row.cells));
  const unreadable = cells.length > 0 && cells.every(({ words }) => words === unreadableWords);
  return {
    matrix: unreadable ? null : matrix,
    failures: gates.filter(({ failed }) => failed.length > 0).map(failuresOf),
    errors: gates.filter(({ checks }) => checks.length > 0).map(errorsOf),
  };
}

function failuresOf({ backend, failed }: BackendGate): BackendFailures {
  return {
    id: `failed-${slug(backend)}`,
    backend,
    summary: plural(failed.length, "failed check"),
    open: failed.length <= mostUnfolded,
    checks: failed.map((check) => ({
      id: checkAnchor(backend, check),
      check: check.id,
      verdict: check.verdict,
      message: check.message,
      numbers: numbers(check),
    })),
  };
}

/** `logits.kernel, relative error 0.52, 10⁻⁵ allowed, absolute error 0.26, 4 ULP`; empty where nothing was compared. */
function numbers({ tensor, maxRelative, maxAbsolute, maxUlp, tolerance }: CheckResult): string {
  const furthest = [
    ...(maxAbsolute === null ? [] : [`absolute error ${significant(maxAbsolute, 2)}`]),
    ...(maxUlp === null ? [] : [`${integer(maxUlp)} ULP`]),
  ];
  const relative =
    maxRelative === null ? [] : [`relative error ${significant(maxRelative, 2)}, ${scientific(tolerance)} allowed`];
  return [...(tensor === null ? [] : [tensor]), ...relative, ...furthest].join(", ");
}

function errorsOf({ backend, checks }: BackendGate): BackendErrors {
  const groups = groupsByQuantity(checks);
  const table = dataTable(
    `gate-${slug(backend)}-table`,
    `Checks of ${backend}; errors are of the worst check of a row, in its worst tensor; – where nothing was compared`,
    [
      "subject",
      "quantity",
      "#checks",
      "verdict",
      "#relative error",
      "#allowed",
      "#absolute error",
      "#ULP",
      "tensor",
      "worst case",
    ],
    groups.map(({ worst, ...group }) => [
      worst.subject,
      worst.quantity,
      integer(group.checks.length),
      verdictWords(group),
      relativeWords(worst),
      scientific(worst.tolerance),
      ...elementWords(worst),
      worst.tensor ?? "–",
      worst.verdict === "unsupported" ? worst.message : caseOf(worst),
    ]),
  );
  const rows = table.rows.map((row, index) => ({ ...row, id: anchorOf(backend, groups[index]) ?? row.id }));
  return { id: `gate-${slug(backend)}`, backend, summary: tally(checks), table: { ...table, rows } };
}

function anchorOf(backend: string, group: CheckGroup | undefined): string | null {
  return group === undefined ? null : groupAnchor(backend, group.worst);
}

function relativeWords({ verdict, maxRelative }: CheckResult): string {
  if (maxRelative !== null) return significant(maxRelative, 2);
  return verdict === "unsupported" ? "–" : "no measure";
}

function elementWords({ maxAbsolute, maxUlp }: CheckResult): [string, string] {
  return [maxAbsolute === null ? "–" : significant(maxAbsolute, 2), maxUlp === null ? "–" : integer(maxUlp)];
}

/** A check's id without what its row says anyway. */
function caseOf({ id, subject, quantity }: CheckResult): string {
  return id.replace(`${subject}/`, "").replace(new RegExp(`/${quantity}$`), "");
}

function verdictWords({ verdict, failed, checks }: Pick<CheckGroup, "verdict" | "failed" | "checks">): string {
  return failed.length === 0 || failed.length === checks.length ? verdict : `${verdict} ${integer(failed.length)}`;
}

const tallyWords: Readonly<Record<CheckResult["verdict"], string>> = {
  passed: "passed",
  failed: "failed",
  error: "came to an error",
  unsupported: "unsupported",
};

/** `384 checks: 372 passed, 12 unsupported`. */
function tally(checks: readonly CheckResult[]): string {
  const counts = Object.entries(tallyOf(checks)).flatMap(([verdict, count]) =>
    count === 0 ? [] : [`${integer(count)} ${tallyWords[verdict as CheckResult["verdict"]]}`],
  );
  return `${plural(checks.length, "check")}: ${counts.join(", ")}`;
}
