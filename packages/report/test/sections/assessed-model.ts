import type { RunData } from "@evenkeel/analysis";

export type Model = NonNullable<RunData["openness"]>["models"][number];

export const row = {
  id: "datasets",
  title: "Datasets",
  class: "I",
  licence: "MIT",
  state: "exercised in this run",
  step: 3,
  evidence: "dataset dots (sha256 abababababab)",
  counts: { declared: true, proved: true },
  date: "2026-11-28",
  source: "a test",
};
/** An assessment of a model that nobody has. */
export const model: Model = {
  model: "tiny",
  title: "Tiny",
  producer: "nobody",
  framework: "Model Openness Framework 1.0",
  components: [
    row,
    { ...row, id: "model-card", title: "Model card", licence: "", state: "not-observable", step: 0, evidence: "" },
  ],
  declared: { class: "II, Open Tooling", next: "I, Open Science", missing: ["Research paper: it is absent"] },
  proved: { class: "none", next: "III, Open Model", missing: ["Model card: it cannot be observed"] },
  facts: [
    { dimension: "cost", what: "price", value: "0 EUR", basis: "declared", date: "2026-11-28", source: "LICENSE" },
  ],
  problems: ["Model card: it is gone"],
};
