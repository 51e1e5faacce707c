import { integer, plural, scientific, sentenceList, significant } from "../../format.ts";
import { checkAnchor, type BackendGate } from "./backend-gates.ts";
import { stateWords } from "../outcome.ts";

/** One thing that the gate found, as a sentence. */
export interface GateSentence {
  readonly verdict: "passed" | "failed" | "open";
  readonly text: string;
  /** The first failed check; null where there is none. */
  readonly href: string | null;
}

/** Who fails, what was proved, and what was not: in this order, what does not occur left out. */
export function gateSentences(gates: readonly BackendGate[], trains: boolean): GateSentence[] {
  return [...gates.flatMap((gate) => failure(gate, trains) ?? []), ...proof(gates), ...unproved(gates)];
}

function failure({ backend, checks, failed, models }: BackendGate, trains: boolean): GateSentence | null {
  const [first] = failed;
  if (first === undefined) return null;
  const failing = models.filter(({ fails }) => fails).map(({ model }) => model);
  const where = failing.length === models.length ? "" : ` on ${sentenceList(failing)}`;
  const consequence = trains ? `: its training${where === "" ? "" : " there"} is not compared` : "";
  const text = `${backend} fails the gradient gate${where}, ${integer(failed.length)} of ${plural(checks.length, "check")}${consequence}.`;
  return { verdict: "failed", text, href: checkAnchor(backend, first) };
}

function proof(gates: readonly BackendGate[]): GateSentence[] {
  const proved = gates.filter(({ checks, failed }) => checks.length > failed.length && failed.length === 0);
  const all = proved.flatMap(({ backend, checks }) => checks.map((check) => ({ backend, check })));
  const passed = all.filter(({ check }) => check.verdict === "passed");
  const [worst] = passed.toSorted((a, b) => (b.check.maxRelative ?? 0) - (a.check.maxRelative ?? 0));
  if (worst === undefined) return [];
  const count = plural(passed.length, "check");
  const whole = gates.every(({ failed }) => failed.length === 0)
    ? `All ${count} of the gradient gate passed on ${plural(proved.length, "backend")}`
    : `${sentenceList(proved.map(({ backend }) => backend))} passed all that was asked, ${count}`;
  const { subject, quantity, maxRelative, tolerance } = worst.check;
  const largest = `largest relative error ${significant(maxRelative ?? 0, 2)} (${worst.backend}, ${quantity} of ${subject}; ${scientific(tolerance)} allowed)`;
  const unasked = all.length - passed.length;
  const rest = unasked === 0 ? "" : `; ${integer(unasked)} more concern what a backend does not support`;
  return [{ verdict: "passed", text: `${whole}, ${largest}${rest}.`, href: null }];
}

/** Cells of the gate that did not come to an end, model by model, those of one state together. */
function unproved(gates: readonly BackendGate[]): GateSentence[] {
  const open = gates.flatMap(({ backend, models }) =>
    models.flatMap(({ model, outcome: { state, limits } }) => {
      if (state === "not-planned" || (state === "completed" && limits.length === 0)) return [];
      return [{ backend, model, why: state === "completed" ? limits.join("; ") : stateWords[state] }];
    }),
  );
  return [...Map.groupBy(open, ({ why }) => why)].map(([why, cells]) => {
    const models = [...Map.groupBy(cells, ({ model }) => model)].map(([model, backends]) => {
      const all = backends.length === gates.length && gates.length > 1;
      return `${model} on ${all ? "every backend" : sentenceList(backends.map(({ backend }) => backend))}`;
    });
    return { verdict: "open", text: `Not proved by the gradient gate: ${models.join("; ")}, ${why}.`, href: null };
  });
}
