import type { Evidence, Problem } from "./evidence/evidence.ts";
import type { ComponentFacts, ModelFacts, Place } from "./facts/schema.ts";
import { reached, type Reached } from "./framework/classes.ts";
import { componentIds, componentOf, type ComponentId } from "./framework/components.ts";
import { licenceVerdict, type LicenceVerdict } from "./licence/open-licence.ts";

/** How far a component got; each state rests on the ones before it. */
export const states = ["declared", "retrieved", "exercised", "reproduced"] as const;
export type State = (typeof states)[number];

export interface AssessedComponent {
  readonly id: ComponentId;
  readonly facts: ComponentFacts;
  /** Null of what is not declared. */
  readonly licence: LicenceVerdict | null;
  /** Null of what is not declared. */
  readonly state: State | null;
  /** What the state rests on, and the text of its licence. */
  readonly evidence: readonly Evidence[];
  /** Why it does not count towards a class; null where it does. */
  readonly lacks: { readonly declared: string | null; readonly proved: string | null };
}

export interface Assessment {
  readonly facts: ModelFacts;
  readonly components: Readonly<Record<ComponentId, AssessedComponent>>;
  /** By what the facts say. */
  readonly declared: Reached;
  /** By what the evidence shows. */
  readonly proved: Reached;
  readonly problems: readonly Problem[];
}

/**
 * Facts against the framework, as declared and as proved. Evidence that does not belong to what the facts state, such
 * as that of a file with another hash, counts for nothing; more evidence never lowers a state or a class.
 */
export function assess(
  facts: ModelFacts,
  evidence: readonly Evidence[],
  problems: readonly Problem[] = [],
): Assessment {
  const entries = componentIds.map((id) => [id, assessComponent(id, facts, evidence)] as const);
  const components = Object.fromEntries(entries) as Record<ComponentId, AssessedComponent>;
  return {
    facts,
    components,
    declared: reached((id) => components[id].lacks.declared === null),
    proved: reached((id) => components[id].lacks.proved === null),
    problems,
  };
}

function assessComponent(id: ComponentId, facts: ModelFacts, all: readonly Evidence[]): AssessedComponent {
  const own = facts.components[id];
  if (own.presence !== "declared") {
    const why = presenceWords[own.presence];
    return { id, facts: own, licence: null, state: null, evidence: [], lacks: { declared: why, proved: why } };
  }
  const licence = licenceVerdict(own.licence, componentOf(id).content);
  const evidence = all.filter((one) => (one.step === "licence" ? isTextOf(one, own, facts) : one.component === id));
  const state = stateOf(own.where, evidence);
  const declared = licence.open ? null : licence.why;
  const proved = declared ?? notProved(id, state, evidence);
  return { id, facts: own, licence, state, evidence, lacks: { declared, proved } };
}

/** Why what is not declared does not count. */
const presenceWords = {
  absent: "it is absent",
  unknown: "it is not known whether it is there",
  "not-observable": "it cannot be observed",
  "not-applicable": "it does not apply to this model",
} as const;

function stateOf(where: readonly Place[], evidence: readonly Evidence[]): State {
  if (!where.every((place, index) => evidence.some((one) => shows(one, place, index)))) return "declared";
  if (!evidence.some(({ step }) => step === "exercised")) return "retrieved";
  return evidence.some(({ step }) => step === "reproduced") ? "reproduced" : "exercised";
}

/** A page is never fetched, and a file with a hash is that one file. */
function shows(evidence: Evidence, place: Place, index: number): boolean {
  if (evidence.step !== "retrieved" || evidence.place !== index || place.kind === "page") return false;
  return place.kind !== "file" || place.sha256 === undefined || place.sha256 === evidence.sha256;
}

function isTextOf(
  { licence, path, sha256 }: Extract<Evidence, { step: "licence" }>,
  own: ComponentFacts,
  { licences }: ModelFacts,
): boolean {
  if (own.presence !== "declared" || own.licence !== licence) return false;
  const stated = licences?.find((one) => one.licence === licence && one.path === path);
  return stated !== undefined && (stated.sha256 === undefined || stated.sha256 === sha256);
}

function notProved(id: ComponentId, state: State, evidence: readonly Evidence[]): string | null {
  const { provedBy } = componentOf(id);
  if (state === "declared") return "it was not retrieved";
  if (states.indexOf(state) < states.indexOf(provedBy)) return "no run used it";
  return evidence.some(({ step }) => step === "licence") ? null : "the text of its licence was not retrieved";
}
