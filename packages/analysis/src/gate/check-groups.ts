import { layerKinds, type CheckResult } from "@evenkeel/core";
import type { Outcome } from "../outcome.ts";
import { isFailure, severity, type BackendGate } from "./backend-gates.ts";

/** Several checks as one: the worst speaks for all. */
export interface CheckGroup {
  readonly checks: readonly CheckResult[];
  readonly failed: readonly CheckResult[];
  readonly worst: CheckResult;
  readonly verdict: CheckResult["verdict"];
  /** How many of them the backend does not support. */
  readonly unsupported: number;
  /** The largest that could be measured. */
  readonly maxRelative: number | null;
}

/** One backend on one layer kind or model. */
export type GateCell =
  | { readonly backend: string; readonly group: CheckGroup }
  /** Not checked, and what became of its cells. */
  | {
      readonly backend: string;
      readonly group: null;
      readonly state: Outcome["state"];
      /** Its cell completed, and the checks cannot be read. */
      readonly unreadable: boolean;
    };

/** Layer kinds, then models, by backend. */
export interface GateMatrix {
  readonly backends: readonly string[];
  readonly groups: readonly {
    readonly scope: CheckResult["scope"];
    readonly rows: readonly { readonly subject: string; readonly cells: readonly GateCell[] }[];
  }[];
}

/** All checks of all backends by subject. */
export function gateMatrixOf(gates: readonly BackendGate[]): GateMatrix {
  const groups = (["layer", "model"] as const).map((scope) => ({
    scope,
    rows: subjectsOf(gates, scope).map((subject) => ({
      subject,
      cells: gates.map((gate) => cellOf(gate, scope, subject)),
    })),
  }));
  return { backends: gates.map(({ backend }) => backend), groups: groups.filter(({ rows }) => rows.length > 0) };
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
  const { backend, checks } = gate;
  const group = groupOf(checks.filter((check) => check.scope === scope && check.subject === subject));
  if (group !== null) return { backend, group };
  const state = stateOf(gate, subject);
  return { backend, group, state, unreadable: state === "completed" && checks.length === 0 };
}

/** Why there is no check of a model, or of a layer kind that other backends were asked about. */
function stateOf({ models, checks }: BackendGate, subject: string): Outcome["state"] {
  const state = models.find(({ model }) => model === subject)?.state;
  const other = checks.length === 0 ? models[0]?.state : undefined;
  return state ?? other ?? "completed";
}

/** The checks of each subject and quantity as one, in the gate's order. */
export function groupsByQuantity(checks: readonly CheckResult[]): CheckGroup[] {
  const groups = Map.groupBy(checks, ({ scope, subject, quantity }) => JSON.stringify([scope, subject, quantity]));
  return [...groups.values()].flatMap((same) => groupOf(same) ?? []);
}

/** Null of nothing. */
function groupOf(checks: readonly CheckResult[]): CheckGroup | null {
  const [worst] = checks.toSorted((a, b) => severity(b) - severity(a));
  if (worst === undefined) return null;
  const failed = checks.filter(isFailure);
  const measured = checks.flatMap(({ maxRelative }) => maxRelative ?? []);
  return {
    checks,
    failed,
    worst,
    verdict: failed.some((check) => check.verdict === "failed") ? "failed" : worst.verdict,
    unsupported: checks.filter(({ verdict }) => verdict === "unsupported").length,
    maxRelative: measured.length === 0 ? null : Math.max(...measured),
  };
}

/** How many checks went which way. */
export function tallyOf(checks: readonly CheckResult[]): Readonly<Record<CheckResult["verdict"], number>> {
  const count = (verdict: CheckResult["verdict"]) => checks.filter((check) => check.verdict === verdict).length;
  return {
    passed: count("passed"),
    failed: count("failed"),
    error: count("error"),
    unsupported: count("unsupported"),
  };
}
