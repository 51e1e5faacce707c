import type { CheckResult } from "@evenkeel/core";
import type { Outcome } from "../outcome.ts";
import type { BackendGate } from "./backend-gates.ts";

/** A backend that fails the gate. */
export interface GateBlame {
  readonly backend: string;
  readonly checks: number;
  readonly failed: number;
  readonly first: CheckResult;
  /** The models that it fails on; null where it fails on all. */
  readonly models: readonly string[] | null;
}

/** What the gate proved, over the backends that failed nothing. */
export interface GateProof {
  readonly backends: readonly string[];
  /** No backend of the run fails. */
  readonly everyBackend: boolean;
  readonly passed: number;
  readonly unsupported: number;
  /** The largest relative error that passed. */
  readonly largest: { readonly backend: string; readonly check: CheckResult };
}

/** Models that the gate did not come to an end on, those of one state together. */
export interface Unproved {
  readonly state: Outcome["state"];
  /** Those of the same backends together. */
  readonly groups: readonly {
    readonly models: readonly string[];
    readonly backends: readonly string[];
    /** These are all backends of the run, several. */
    readonly everyBackend: boolean;
  }[];
}

/** Who fails, what was proved, and what was not. */
export interface GateFindings {
  readonly blamed: readonly GateBlame[];
  /** Null where nothing passed. */
  readonly proof: GateProof | null;
  readonly unproved: readonly Unproved[];
}

/** What the gate found, over all backends of the run. */
export function gateFindingsOf(gates: readonly BackendGate[]): GateFindings {
  return { blamed: gates.flatMap((gate) => blameOf(gate) ?? []), proof: proofOf(gates), unproved: unprovedOf(gates) };
}

function blameOf({ backend, checks, failed, models }: BackendGate): GateBlame | null {
  const [first] = failed;
  if (first === undefined) return null;
  const failing = models.filter(({ fails }) => fails).map(({ model }) => model);
  const everywhere = failing.length === models.length;
  return { backend, checks: checks.length, failed: failed.length, first, models: everywhere ? null : failing };
}

function proofOf(gates: readonly BackendGate[]): GateProof | null {
  const proved = gates.filter(({ checks, failed }) => checks.length > failed.length && failed.length === 0);
  const all = proved.flatMap(({ backend, checks }) => checks.map((check) => ({ backend, check })));
  const passed = all.filter(({ check }) => check.verdict === "passed");
  const [largest] = passed.toSorted((a, b) => (b.check.maxRelative ?? 0) - (a.check.maxRelative ?? 0));
  if (largest === undefined) return null;
  return {
    backends: proved.map(({ backend }) => backend),
    everyBackend: gates.every(({ failed }) => failed.length === 0),
    passed: passed.length,
    unsupported: all.length - passed.length,
    largest,
  };
}

/** What cannot run here is told elsewhere. */
function unprovedOf(gates: readonly BackendGate[]): Unproved[] {
  const open = gates.flatMap(({ backend, models }) =>
    models
      .filter(({ checked, state }) => !checked && state !== "unavailable" && state !== "not-planned")
      .map(({ model, state }) => ({ backend, model, state })),
  );
  return [...Map.groupBy(open, ({ state }) => state)].map(([state, alike]) => {
    const byModel = [...Map.groupBy(alike, ({ model }) => model)].map(([model, cells]) => ({
      model,
      backends: cells.map(({ backend }) => backend),
    }));
    const groups = [...Map.groupBy(byModel, ({ backends }) => JSON.stringify(backends)).values()].map((same) => {
      const backends = same[0]?.backends ?? [];
      const everyBackend = backends.length === gates.length && gates.length > 1;
      return { models: same.map(({ model }) => model), backends, everyBackend };
    });
    return { state, groups };
  });
}
