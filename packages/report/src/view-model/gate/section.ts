import type { CheckResult } from "@evenkeel/core";
import { integer, plural, scientific, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { gateMatrixOf, groupAnchor, groupOf, type CheckGroup, type GateMatrix } from "./matrix.ts";
import { checkAnchor, type BackendGate } from "./backend-gates.ts";
import { gateSentences, type GateSentence } from "./sentences.ts";
import { dataTable, type DataTable } from "../table.ts";

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
export interface GateSection {
  readonly sentences: readonly GateSentence[];
  readonly matrix: GateMatrix;
  /** Of each backend that fails, every failed check with its message. */
  readonly failures: readonly BackendFailures[];
  /** Of each backend, the worst check of each subject and quantity. */
  readonly errors: readonly BackendErrors[];
}

/** More failed checks than this stay folded until someone asks. */
const mostUnfolded = 12;

export function gateSectionOf(gates: readonly BackendGate[], trains: boolean): GateSection {
  return {
    sentences: gateSentences(gates, trains),
    matrix: gateMatrixOf(gates),
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

/** `relative error 0.52 in logits.kernel, 10⁻⁵ allowed; absolute error 0.26, 4,194,304 ULP`; empty where nothing was compared. */
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
  const byQuantity = Map.groupBy(checks, (check) => groupAnchor(backend, check));
  const groups = [...byQuantity].flatMap(([id, same]) => {
    const group = groupOf(same);
    return group === null ? [] : [{ id, ...group }];
  });
  const table = dataTable(
    `gate-${slug(backend)}-table`,
    `Checks of ${backend}; errors are of the worst check of a row, in its worst tensor`,
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
  const rows = table.rows.map((row, index) => ({ ...row, id: groups[index]?.id ?? row.id }));
  return { id: `gate-${slug(backend)}`, backend, summary: tally(checks), table: { ...table, rows } };
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

function verdictWords({ verdict, failed, checks }: Omit<CheckGroup, "worst">): string {
  return failed.length === 0 || failed.length === checks.length ? verdict : `${verdict} ${integer(failed.length)}`;
}

/** `384 checks: 372 passed, 12 unsupported`. */
function tally(checks: readonly CheckResult[]): string {
  const words = { passed: "passed", failed: "failed", error: "came to an error", unsupported: "unsupported" } as const;
  const counts = (["passed", "failed", "error", "unsupported"] as const).flatMap((verdict) => {
    const count = checks.filter((check) => check.verdict === verdict).length;
    return count === 0 ? [] : [`${integer(count)} ${words[verdict]}`];
  });
  return `${plural(checks.length, "check")}: ${counts.join(", ")}`;
}
