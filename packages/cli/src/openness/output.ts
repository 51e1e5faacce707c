import { opennessView, type Assessment, type OpennessView } from "@evenkeel/openness";
import pc from "picocolors";
import { textTable, type Cell } from "../table.ts";

/** An assessment for the terminal: components, both classes with what is missing, facts, and what was not found. */
export function opennessText(view: OpennessView): string {
  return [
    `${view.title} (${view.model}), by ${view.producer}, against the ${view.framework}`,
    componentTable(view),
    [...classLines("Declared", view.declared), ...classLines("Proved", view.proved)].join("\n"),
    factTable(view),
    ...(view.problems.length === 0 ? [] : [["No evidence:", ...view.problems.map((line) => `  ${line}`)].join("\n")]),
  ].join("\n\n");
}

function componentTable({ components }: OpennessView): string {
  const rows = components.map(({ title, class: asked, licence, state, step, evidence, counts }): Cell[] => [
    title,
    asked,
    licence,
    counts.proved ? { text: state, colour: pc.green } : { text: state, colour: step === 0 ? pc.dim : pc.yellow },
    evidence,
  ]);
  return textTable(["component", "class", "licence", "state", "evidence"], rows);
}

function classLines(basis: string, { class: got, next, missing }: OpennessView["declared"]): string[] {
  const line = `${basis}: ${got === "none" ? "no class" : `class ${got}`}`;
  if (next === null) return [line];
  return [`${line}. For class ${next}:`, ...missing.map((phrase) => `  ${phrase}`)];
}

function factTable({ facts }: OpennessView): string {
  const rows = facts.map(({ dimension, what, value, basis, date, source }) => [
    dimension,
    what,
    value,
    basis,
    { text: date, colour: pc.dim },
    source,
  ]);
  return textTable(["dimension", "fact", "value", "basis", "as of", "source"], rows);
}

/** Every model with the class that its facts declare. */
export function listText(all: readonly Assessment[]): string {
  const rows = all.map((assessment) => {
    const { model, title, declared } = opennessView(assessment);
    const next = declared.next === null ? "" : `class ${declared.next}: ${declared.missing.length}`;
    return [model, assessment.facts.access, declared.class, next, title];
  });
  return textTable(["model", "access", "class declared", "missing for the next", "title"], rows);
}

/** What `--json` prints. */
export function opennessDocument(assessment: Assessment, view: OpennessView) {
  const { facts, declared, proved, problems } = assessment;
  const components = Object.values(assessment.components).map((one, index) => ({
    ...view.components[index],
    presence: one.facts.presence,
    state: one.state,
    open: one.licence?.open ?? null,
    evidence: one.evidence,
    lacks: one.lacks,
  }));
  const { model, access, framework } = facts;
  return { schemaVersion: 1, model, access, framework, components, declared, proved, facts: view.facts, problems };
}
