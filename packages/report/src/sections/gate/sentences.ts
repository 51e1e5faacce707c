import { gateFindingsOf, type BackendGate, type GateBlame, type GateProof, type Unproved } from "@evenkeel/analysis";
import { checkAnchor } from "../../anchors.ts";
import { integer, plural, scientific, sentenceList, significant } from "../../format.ts";
import { stateWords } from "../../words/states.ts";

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
  const { blamed, proof, unproved } = gateFindingsOf(gates);
  return [
    ...blamed.map((one) => blameSentence(one, trains)),
    ...(proof === null ? [] : [proofSentence(proof)]),
    ...unproved.map((one) => unprovedSentence(one, trains)),
  ];
}

function blameSentence({ backend, checks, failed, first, models }: GateBlame, trains: boolean): GateSentence {
  const where = models === null ? "" : ` on ${sentenceList(models)}`;
  const consequence = trains ? `: its training${where === "" ? "" : " there"} is not compared` : "";
  const text = `${backend} fails the gradient gate${where}, ${integer(failed)} of ${plural(checks, "check")}${consequence}.`;
  return { verdict: "failed", notCompared: trains, text, href: checkAnchor(backend, first) };
}

function proofSentence({ backends, everyBackend, passed, unsupported, largest }: GateProof): GateSentence {
  const count = plural(passed, "check");
  const whole = everyBackend
    ? `All ${count} of the gradient gate passed on ${plural(backends.length, "backend")}`
    : `${sentenceList(backends)} passed all that was asked, ${count}`;
  const { subject, quantity, maxRelative, tolerance } = largest.check;
  const where = `${largest.backend}, ${quantity} of ${subject}; ${scientific(tolerance)} allowed`;
  const rest = unsupported === 0 ? "" : `; ${integer(unsupported)} more concern what a backend does not support`;
  const text = `${whole}, largest relative error ${significant(maxRelative ?? 0, 2)} (${where})${rest}.`;
  return { verdict: "passed", notCompared: false, text, href: null };
}

function unprovedSentence({ state, groups }: Unproved, trains: boolean): GateSentence {
  const where = groups.map(
    ({ models, backends, everyBackend }) =>
      `${sentenceList(models)} on ${everyBackend ? "every backend" : sentenceList(backends)}`,
  );
  const notCompared = trains && (state === "failed" || state === "over-budget");
  const what = `Not proved by the gradient gate${notCompared ? ", and therefore not compared in training" : ""}`;
  const why = state === "completed" ? "the checks cannot be read" : stateWords[state];
  return { verdict: "open", notCompared, text: `${what}: ${where.join("; ")}, ${why}.`, href: null };
}
