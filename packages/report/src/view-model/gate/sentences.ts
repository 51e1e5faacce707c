import { integer, plural, scientific, sentenceList, significant } from "../../format.ts";
import { checkAnchor, type BackendGate } from "./backend-gates.ts";
import { stateWords } from "../outcome.ts";

/** One thing that the gate found, as a sentence. */
export interface GateSentence {
  readonly verdict: "passed" | "failed" | "open";
  /** Whether training is left out of every comparison for it. */
  readonly notCompared: boolean;
  readonly text: string;
  /** The first failed check; null where there is none. */
  readonly href: string | null;
}

/** Who fails, what was proved, and what was not: in this order, what does not occur left out. */
export function gateSentences(gates: readonly BackendGate[], trains: boolean): GateSentence[] {
  return [...gates.flatMap((gate) => failure(gate, trains) ?? []), ...proof(gates), ...unproved(gates, trains)];
}

function failure({ backend, checks, failed, models }: BackendGate, trains: boolean): GateSentence | null {
  const [first] = failed;
  if (first === undefined) return null;
  const failing = models.filter(({ fails }) => fails).map(({ model }) => model);
  const where = failing.length === models.length ? "" : ` on ${sentenceList(failing)}`;
  const consequence = trains ? `: its training${where === "" ? "" : " there"} is not compared` : "";
  const text = `${backend} fails the gradient gate${where}, ${integer(failed.length)} of ${plural(checks.length, "check")}${consequence}.`;
  return { verdict: "failed", notCompared: trains, text, href: checkAnchor(backend, first) };
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
  return [{ verdict: "passed", notCompared: false, text: `${whole}, ${largest}${rest}.`, href: null }];
}

/** Models that the gate did not come to an end on, those of one reason together; what cannot run here is told elsewhere. */
function unproved(gates: readonly BackendGate[], trains: boolean): GateSentence[] {
  const open = gates.flatMap(({ backend, models }) =>
    models
      .filter(({ checked, state }) => !checked && state !== "unavailable" && state !== "not-planned")
      .map(({ model, state }) => ({ backend, model, state })),
  );
  return [...Map.groupBy(open, ({ state }) => state)].map(([state, cells]) => {
    const models = [...Map.groupBy(cells, ({ model }) => model)].map(([model, backends]) => {
      const all = backends.length === gates.length && gates.length > 1;
      return `${model} on ${all ? "every backend" : sentenceList(backends.map(({ backend }) => backend))}`;
    });
    const notCompared = trains && (state === "failed" || state === "over-budget");
    const what = `Not proved by the gradient gate${notCompared ? ", and therefore not compared in training" : ""}`;
    const why = state === "completed" ? "its checks cannot be read" : stateWords[state];
    return { verdict: "open", notCompared, text: `${what}: ${models.join("; ")}, ${why}.`, href: null };
  });
}
