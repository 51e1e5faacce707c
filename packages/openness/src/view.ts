import { states, type Assessment, type AssessedComponent } from "./assess.ts";
import type { Evidence } from "./evidence/evidence.ts";
import { dimensions, type Dimension, type Fact, type ModelFacts } from "./facts/schema.ts";
import { classTitles, framework, standsFor, type Reached } from "./framework/classes.ts";
import { componentIds, componentOf, type ComponentId, type OpennessClass } from "./framework/components.ts";

/** An assessment in words, for a table of a terminal or a page: texts alone, nothing left to decide. */
export interface OpennessView {
  readonly model: string;
  readonly title: string;
  readonly producer: string;
  readonly framework: string;
  readonly components: readonly ComponentRow[];
  readonly declared: ClassWords;
  readonly proved: ClassWords;
  readonly facts: readonly FactRow[];
  /** Why there is no more evidence, a sentence each. */
  readonly problems: readonly string[];
}

export interface ComponentRow {
  readonly id: ComponentId;
  readonly title: string;
  /** The class that asks for it, `III`; with "optional" where it only names it. */
  readonly class: string;
  readonly licence: string;
  /** The state, or why there is none. */
  readonly state: string;
  /** How far it got, 0 where it is not declared, 1 to 4 else. */
  readonly step: number;
  readonly evidence: string;
  /** Whether it counts towards the class as declared, and as proved. */
  readonly counts: { readonly declared: boolean; readonly proved: boolean };
  /** When it was looked up, and where. */
  readonly date: string;
  readonly source: string;
}

export interface ClassWords {
  /** `II, Open Tooling`, or `none`. */
  readonly class: string;
  /** The next one; null at class I. */
  readonly next: string | null;
  /** What the next class still wants, a phrase for each component. */
  readonly missing: readonly string[];
}

export interface FactRow {
  readonly dimension: Dimension;
  readonly what: string;
  readonly value: string;
  readonly basis: Fact["basis"];
  readonly date: string;
  readonly source: string;
}

/** Pure: the same assessment gives the same words. */
export function opennessView(assessment: Assessment): OpennessView {
  const { facts, components, problems } = assessment;
  return {
    model: facts.model,
    title: facts.title,
    producer: facts.producer,
    framework: `${framework.name} ${framework.version}`,
    components: componentIds.map((id) => rowOf(components[id], facts)),
    declared: classWords(assessment.declared, (id) => components[id].lacks.declared),
    proved: classWords(assessment.proved, (id) => components[id].lacks.proved),
    facts: dimensions.flatMap((dimension) =>
      facts.dimensions[dimension].map((fact) => factRow(dimension, fact, facts)),
    ),
    problems: problems.map(({ component, what }) =>
      component === null ? what : `${componentOf(component).title}: ${what}`,
    ),
  };
}

const romans: Readonly<Record<OpennessClass, string>> = { 3: "III", 2: "II", 1: "I" };

function rowOf(
  { id, facts: own, licence, state, evidence, lacks }: AssessedComponent,
  facts: ModelFacts,
): ComponentRow {
  const { title, class: asked, required } = componentOf(id);
  return {
    id,
    title,
    class: required ? romans[asked] : `${romans[asked]}, optional`,
    licence: own.presence === "declared" ? own.licence : "",
    state: state === null ? own.presence : stateWords[state],
    step: state === null ? 0 : states.indexOf(state) + 1,
    evidence: evidenceText(evidence, [own.note, licence?.why]),
    counts: { declared: lacks.declared === null, proved: lacks.proved === null },
    date: own.date ?? facts.date,
    source: own.source ?? facts.source,
  };
}

const stateWords: Readonly<Record<(typeof states)[number], string>> = {
  declared: "declared",
  retrieved: "retrieved and hashed",
  exercised: "exercised in this run",
  reproduced: "reproduced",
};

/** What was found, then what else is to be said. */
function evidenceText(evidence: readonly Evidence[], remarks: readonly (string | undefined)[]): string {
  const found = evidence.filter(({ step }) => step !== "licence").map(wordsOf);
  return [...found, ...remarks].filter((part) => part !== undefined && part !== "").join("; ");
}

function wordsOf(evidence: Evidence): string {
  switch (evidence.step) {
    case "retrieved":
      return `${evidence.what} (sha256 ${evidence.sha256.slice(0, 12)})`;
    case "licence":
      return `${evidence.path} (sha256 ${evidence.sha256.slice(0, 12)})`;
    case "exercised":
      return cellsText(evidence.cells);
    case "reproduced":
      return `publication ${evidence.publication}`;
  }
}

function cellsText(cells: readonly string[]): string {
  const [first = "", ...others] = cells;
  return others.length === 0 ? `cell ${first}` : `cell ${first} and ${others.length} more`;
}

function classWords({ class: got, next, missing }: Reached, lacks: (id: ComponentId) => string | null): ClassWords {
  return {
    class: got === null ? "none" : classTitles[got],
    next: next === null ? null : classTitles[next],
    missing: missing.map((id) => {
      const instead = standsFor(id).length > 1 ? " (a research paper may stand for it)" : "";
      return `${componentOf(id).title}: ${lacks(id) ?? "missing"}${instead}`;
    }),
  };
}

function factRow(dimension: Dimension, fact: Fact, facts: ModelFacts): FactRow {
  const value = typeof fact.value === "boolean" ? (fact.value ? "yes" : "no") : String(fact.value);
  return {
    dimension,
    what: fact.what,
    value: fact.unit === undefined ? value : `${value} ${fact.unit}`,
    basis: fact.basis,
    date: fact.date ?? facts.date,
    source: fact.source ?? facts.source,
  };
}
