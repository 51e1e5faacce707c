import { layerKinds, type CheckResult } from "@evenkeel/core";
import { integer, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { checkAnchor, isFailure, severity, type BackendGate } from "./backend-gates.ts";
import { stateWords } from "../outcome.ts";

/** One backend on one layer kind or model. */
export interface GateCell {
  readonly verdict: CheckResult["verdict"] | "open";
  readonly words: string;
  /** The largest relative error, and what was not asked. */
  readonly notes: readonly string[];
  /** Its first failed check, or the numbers behind it; null where nothing was compared. */
  readonly href: string | null;
}

export interface GateMatrix {
  readonly backends: readonly string[];
  /** Columns with the row heads. */
  readonly spanned: number;
  readonly groups: readonly {
    readonly title: string;
    readonly rows: readonly { readonly id: string; readonly subject: string; readonly cells: readonly GateCell[] }[];
  }[];
}

/** The checks of one subject and quantity, or of one subject, as one: the worst speaks for all. */
export interface CheckGroup {
  readonly checks: readonly CheckResult[];
  readonly failed: readonly CheckResult[];
  readonly worst: CheckResult;
  readonly verdict: CheckResult["verdict"];
}

const scopes = { layer: "Layer kinds", model: "Models" } as const;

/** Layer kinds, then models, by backend. */
export function gateMatrixOf(gates: readonly BackendGate[]): GateMatrix {
  const groups = (["layer", "model"] as const).map((scope) => ({
    title: scopes[scope],
    rows: subjectsOf(gates, scope).map((subject) => ({
      id: `gate-${scope}-${slug(subject)}`,
      subject,
      cells: gates.map((gate) => cellOf(gate, scope, subject)),
    })),
  }));
  const backends = gates.map(({ backend }) => backend);
  return { backends, spanned: backends.length + 1, groups: groups.filter(({ rows }) => rows.length > 0) };
}

/** Layer kinds that were checked, in core's order; the run's models, whatever became of them. */
function subjectsOf(gates: readonly BackendGate[], scope: CheckResult["scope"]): string[] {
  const checked = gates.flatMap(({ checks }) =>
    checks.filter((check) => check.scope === scope).map(({ subject }) => subject),
  );
  const known: readonly string[] =
    scope === "layer"
      ? layerKinds.filter((kind) => checked.includes(kind))
      : (gates[0]?.models.map(({ model }) => model) ?? []);
  return [...new Set([...known, ...checked])];
}

function cellOf(gate: BackendGate, scope: CheckResult["scope"], subject: string): GateCell {
  const group = groupOf(gate.checks.filter((check) => check.scope === scope && check.subject === subject));
  if (group === null) return { verdict: "open", words: absence(gate, subject), notes: [], href: null };
  const { checks, failed, worst, verdict } = group;
  const unasked = checks.filter((check) => check.verdict === "unsupported").length;
  const [first] = failed;
  return {
    verdict,
    words: failed.length === 0 ? verdict : `${verdict} ${integer(failed.length)} of ${integer(checks.length)}`,
    notes: [
      ...(verdict === "unsupported" ? [] : [largestRelative(checks)]),
      ...(unasked > 0 && verdict !== "unsupported" ? [`${integer(unasked)} unsupported`] : []),
    ],
    href: first === undefined ? groupAnchor(gate.backend, worst) : checkAnchor(gate.backend, first),
  };
}

/** Where the numbers of a check's subject and quantity are told. */
export function groupAnchor(backend: string, { scope, subject, quantity }: CheckResult): string {
  return `gate-${slug(backend)}.${scope}.${slug(subject)}.${quantity}`;
}

/** Null of nothing. */
export function groupOf(checks: readonly CheckResult[]): CheckGroup | null {
  const [worst] = checks.toSorted((a, b) => severity(b) - severity(a));
  if (worst === undefined) return null;
  const failed = checks.filter(isFailure);
  const verdict = failed.some((check) => check.verdict === "failed") ? "failed" : worst.verdict;
  return { checks, failed, worst, verdict };
}

/** The largest that could be measured. */
function largestRelative(checks: readonly CheckResult[]): string {
  const measured = checks.flatMap(({ maxRelative }) => maxRelative ?? []);
  return measured.length === 0 ? "no measure" : significant(Math.max(...measured), 2);
}

/** Why there is no check of a model, or of a layer kind that other backends were asked about. */
function absence({ models, checks }: BackendGate, subject: string): string {
  const state = models.find(({ model }) => model === subject)?.state;
  const other = checks.length === 0 ? models[0]?.state : undefined;
  const words = stateWords[state ?? other ?? "completed"];
  return words === stateWords.completed ? "not checked" : words;
}
