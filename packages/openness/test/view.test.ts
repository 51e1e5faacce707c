import { describe, expect, it } from "vitest";
import { assess, opennessView } from "../src/index.ts";
import { absent, allEvidence, declared, factsOf } from "./fixture.ts";

const facts = factsOf({
  datasets: { presence: "absent", note: "nobody kept them", date: "2026-01-02", source: "a letter" },
  "final-parameters": declared("final-parameters", "MIT"),
  "technical-report": absent,
  "research-paper": absent,
});

describe("opennessView", () => {
  const view = opennessView(
    assess(facts, allEvidence(), [{ component: "model-card", what: "it is gone", differs: false }]),
  );

  it("has a row for each component, with state, licence and evidence in words", () => {
    expect(view.components).toHaveLength(17);
    expect(view.components[0]).toEqual({
      id: "model-architecture",
      title: "Model architecture",
      class: "III",
      licence: "MIT",
      state: "exercised in this run",
      step: 3,
      evidence: "a file (sha256 abababababab); cell r1.train.tiny.a.s1",
      counts: { declared: true, proved: true },
      date: "2026-11-28",
      source: "a test",
    });
    expect(view.components.find(({ id }) => id === "supporting-libraries")?.class).toBe("II, optional");
    expect(view.components.find(({ id }) => id === "final-parameters")?.evidence).toMatch(
      /MIT is open, and not written for data$/,
    );
  });

  it("leaves what is not declared visibly empty, with its own date and source", () => {
    expect(view.components.find(({ id }) => id === "datasets")).toMatchObject({
      licence: "",
      state: "absent",
      step: 0,
      evidence: "nobody kept them",
      counts: { declared: false, proved: false },
      date: "2026-01-02",
      source: "a letter",
    });
  });

  it("says both classes and what the next one wants", () => {
    const missing = ["Technical report: it is absent (a research paper may stand for it)"];
    expect(view.declared).toEqual({ class: "none", next: "III, Open Model", missing });
    const whole = opennessView(assess(factsOf(), []));
    expect(whole.declared).toEqual({ class: "I, Open Science", next: null, missing: [] });
    expect(whole.proved.class).toBe("none");
    expect(whole.proved.missing).toContain("Model card: it was not retrieved");
  });

  it("shows facts and problems as texts", () => {
    expect(view.facts).toHaveLength(6);
    expect(view.facts[0]).toEqual({
      dimension: "transparency",
      what: "a fact",
      value: "unknown",
      basis: "declared",
      date: "2026-11-28",
      source: "a test",
    });
    expect(view.problems).toEqual(["Model card: it is gone"]);
  });

  it("writes numbers with their unit, and truth as yes or no", () => {
    const cost = [
      { what: "price", value: 0, unit: "EUR", basis: "declared" as const },
      { what: "free", value: true, basis: "declared" as const },
      { what: "dear", value: false, basis: "declared" as const },
    ];
    const own = factsOf();
    const { facts: rows } = opennessView(assess({ ...own, dimensions: { ...own.dimensions, cost } }, []));
    expect(rows.filter(({ dimension }) => dimension === "cost").map(({ value }) => value)).toEqual([
      "0 EUR",
      "yes",
      "no",
    ]);
  });
});
