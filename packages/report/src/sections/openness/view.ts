import type { RunData } from "@evenkeel/analysis";
import { slug } from "../../html.ts";
import { dataTable, type DataTable } from "../../table.ts";
import type { Section } from "../section.ts";

type Model = NonNullable<RunData["openness"]>["models"][number];

interface ModelView {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly tables: readonly DataTable[];
}

const words =
  "What of each model is there, under which licence, and what of that was seen here. The class as declared follows from what is " +
  "stated of the model; the class as proved asks that what runs was used by cells of this run, that what is read was read and " +
  "hashed, and that the texts of the licences were, too. Facts beside the class have a date and a source, and no score is made of them.";

/** Left out where the run folder keeps no assessment. */
export const openness: Section = {
  name: "openness",
  contents: "Openness",
  view({ data }) {
    const models = data.openness?.models ?? [];
    return models.length === 0 ? null : { words, summary: summaryOf(models), models: models.map(viewOf) };
  },
};

function summaryOf(models: readonly Model[]): DataTable {
  return dataTable(
    "openness-classes",
    `Classes of the ${models[0]?.framework ?? ""}`,
    ["model", "class declared", "class proved", "missing for the next, as proved"],
    models.map(({ model, declared, proved }) => [model, declared.class, proved.class, missingText(proved)]),
  );
}

function missingText({ next, missing }: Model["proved"]): string {
  return next === null ? "" : `class ${next}: ${missing.join("; ")}`;
}

function viewOf({ model, title, producer, components, declared, facts, problems }: Model): ModelView {
  const anchor = `openness-${slug(model)}`;
  const wanting = missingText(declared);
  const usual = components[0] ?? { date: "", source: "" };
  return {
    title: `${title} (${model})`,
    sentences: [
      `Made by ${producer}. Where no date or source stands: as of ${usual.date}, from ${usual.source}.`,
      ...(wanting === "" ? [] : [`As declared, missing for ${wanting}.`]),
      ...(problems.length === 0 ? [] : [`Without evidence: ${problems.join("; ")}.`]),
    ],
    tables: [
      dataTable(
        anchor,
        `Components of ${model}`,
        ["component", "class", "licence", "state", "evidence", "as of", "source"],
        components.map((one) => [
          one.title,
          one.class,
          one.licence,
          one.state,
          one.evidence,
          ...unlessUsual(one, usual),
        ]),
      ),
      dataTable(
        `${anchor}-facts`,
        `Facts about ${model} beside its class`,
        ["fact", "dimension", "value", "basis", "as of", "source"],
        facts.map((one) => [one.what, one.dimension, one.value, one.basis, ...unlessUsual(one, usual)]),
      ),
    ],
  };
}

interface Provenance {
  readonly date: string;
  readonly source: string;
}

/** What all rows share is said once, above them; a column that says nothing more is left out. */
function unlessUsual({ date, source }: Provenance, usual: Provenance): [date: string, source: string] {
  return [date === usual.date ? "" : date, source === usual.source ? "" : source];
}
