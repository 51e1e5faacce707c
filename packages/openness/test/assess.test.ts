import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requiredOf } from "../src/framework/classes.ts";
import { componentIds, components, type ComponentId, type OpennessClass } from "../src/framework/components.ts";
import { assess, type Evidence } from "../src/index.ts";
import { absent, allEvidence, declared, declaredClass, factsOf } from "./fixture.ts";

describe("components", () => {
  it("are the framework's 17, of which classes III, II and I ask for 6, 4 and 4", () => {
    expect(componentIds).toHaveLength(17);
    expect(([3, 2, 1] as const).map((asked) => requiredOf(asked).length)).toEqual([6, 4, 4]);
    expect(componentIds.filter((id) => !components[id].required)).toEqual([
      "supporting-libraries",
      "model-metadata",
      "sample-outputs",
    ]);
  });
});

/** What is left when a component of each class is missing. */
const below = { 3: null, 2: 3, 1: 2 } as const satisfies Record<OpennessClass, OpennessClass | null>;
const required = ([3, 2, 1] as const).flatMap((asked) => requiredOf(asked).map((id) => [id, asked] as const));
/** The framework lets a research paper stand for the technical report. */
const alone = required.filter(([id]) => id !== "technical-report");

describe("class as declared", () => {
  it("is I where everything is there under an open licence", () => {
    expect(declaredClass()).toBe(1);
  });

  it.each(alone)("without %s, which class %i asks for, is the one below", (id, asked) => {
    expect(declaredClass({ [id]: absent })).toBe(below[asked]);
  });

  it.each(alone)("with %s (class %i) under a licence that is not open is the one below", (id, asked) => {
    expect(declaredClass({ [id]: declared(id, "CC-BY-NC-4.0") })).toBe(below[asked]);
    expect(declaredClass({ [id]: declared(id, "none") })).toBe(below[asked]);
    expect(declaredClass({ [id]: declared(id, "unknown") })).toBe(below[asked]);
  });

  it.each(["unknown", "not-observable", "not-applicable"] as const)("takes %s for a yes nowhere", (presence) => {
    for (const [id, asked] of alone) expect(declaredClass({ [id]: { presence } }), id).toBe(below[asked]);
  });

  it("does not ask for what is optional", () => {
    const optional = componentIds.filter((id) => !components[id].required);
    expect(declaredClass(Object.fromEntries(optional.map((id) => [id, absent])))).toBe(1);
  });

  it("takes a research paper for the technical report, in every class, and a report for the paper in none", () => {
    expect(declaredClass({ "technical-report": absent })).toBe(1);
    expect(declaredClass({ "technical-report": absent, datasets: absent })).toBe(2);
    expect(declaredClass({ "research-paper": absent })).toBe(2);
    expect(declaredClass({ "technical-report": absent, "research-paper": absent })).toBeNull();
  });

  it("counts an open licence of another kind, and says so", () => {
    const { components: got, declared: result } = assess(factsOf({ datasets: declared("datasets", "MIT") }), []);
    expect(result.class).toBe(1);
    expect(got.datasets.licence).toEqual({ open: true, fits: false, why: "MIT is open, and not written for data" });
  });

  it("says what is missing for the next class", () => {
    const { declared: result, components: got } = assess(
      factsOf({ "training-code": absent, "evaluation-data": declared("evaluation-data", "CC-BY-NC-4.0") }),
      [],
    );
    expect(result).toEqual({ class: 3, next: 2, missing: ["training-code", "evaluation-data"] });
    expect(got["evaluation-data"].lacks.declared).toBe("CC-BY-NC-4.0 is no open licence");
  });
});

describe("class as proved", () => {
  const everything = allEvidence();
  const without = (drop: (evidence: Evidence) => boolean) =>
    assess(
      factsOf(),
      everything.filter((one) => !drop(one)),
    );

  it("is none without evidence, and I with all of it", () => {
    expect(assess(factsOf(), []).proved).toMatchObject({ class: null, next: 3 });
    expect(assess(factsOf(), everything).proved).toEqual({ class: 1, next: null, missing: [] });
  });

  it.each(alone)("without the retrieval of %s (class %i) is the one below", (id, asked) => {
    const { proved, components: got } = without((one) => one.step === "retrieved" && one.component === id);
    expect(proved.class).toBe(below[asked]);
    expect(got[id].state).toBe("declared");
  });

  it.each(alone)("wants cells that used %s (class %i) only where it runs", (id, asked) => {
    const { proved } = without((one) => one.step === "exercised" && one.component === id);
    expect(proved.class).toBe(components[id].provedBy === "exercised" ? below[asked] : 1);
  });

  it("wants the text of the licence", () => {
    const { proved, components: got } = without((one) => one.step === "licence" && one.licence === "MIT");
    expect(proved).toMatchObject({ class: null, missing: ["model-architecture"] });
    expect(got["model-architecture"]).toMatchObject({
      state: "exercised",
      lacks: { proved: "the text of its licence was not retrieved" },
    });
  });

  it("takes a file with another hash than the facts say for nothing", () => {
    const where = [{ kind: "file" as const, path: "datasets.txt", sha256: "cd".repeat(32) }];
    const facts = factsOf({ datasets: { presence: "declared", licence: "CC0-1.0", where } });
    expect(assess(facts, everything).components.datasets.state).toBe("declared");
  });

  it("never takes a page for something retrieved", () => {
    const where = [{ kind: "page" as const, url: "https://example.org" }];
    const facts = factsOf({ datasets: { presence: "declared", licence: "CC0-1.0", where } });
    expect(assess(facts, everything).components.datasets.state).toBe("declared");
  });

  it("wants every place of a component", () => {
    const where = ["a", "b"].map((path) => ({ kind: "file" as const, path }));
    const facts = factsOf({ datasets: { presence: "declared", licence: "CC0-1.0", where } });
    const second: Evidence = { step: "retrieved", component: "datasets", place: 1, sha256: "00", what: "b" };
    expect(assess(facts, everything).components.datasets.state).toBe("declared");
    expect(assess(facts, [...everything, second]).components.datasets.state).toBe("exercised");
  });

  it("goes from state to state, none of them left out", () => {
    const all: Evidence[] = [
      ...everything,
      { step: "reproduced", component: "training-code", publication: "p" },
      { step: "reproduced", component: "datasets", publication: "p" },
    ];
    const stateWithout = (step: Evidence["step"], id: ComponentId) =>
      assess(
        factsOf(),
        all.filter((one) => one.step !== step),
      ).components[id].state;
    expect(assess(factsOf(), all).components.datasets.state).toBe("reproduced");
    expect(stateWithout("exercised", "datasets")).toBe("retrieved");
    expect(stateWithout("retrieved", "datasets")).toBe("declared");
  });
});

const rank = (reached: OpennessClass | null): number => (reached === null ? 0 : 4 - reached);

describe("evidence", () => {
  const presence = fc.constantFrom("absent", "unknown", "not-observable", "not-applicable");
  const component = (id: ComponentId) =>
    fc.oneof(
      { weight: 6, arbitrary: fc.constant(declared(id)) },
      { weight: 1, arbitrary: fc.constant(declared(id, "CC-BY-NC-4.0")) },
      { weight: 1, arbitrary: presence.map((one) => ({ presence: one }) as const) },
    );
  const facts = fc.record(Object.fromEntries(componentIds.map((id) => [id, component(id)]))).map(factsOf);

  it("never lowers a state or a class by being more", () => {
    let raised = 0;
    fc.assert(
      fc.property(facts, fc.shuffledSubarray(allEvidence()), fc.shuffledSubarray(allEvidence()), (own, some, more) => {
        const [before, after] = [assess(own, some), assess(own, [...some, ...more])];
        expect(rank(after.proved.class)).toBeGreaterThanOrEqual(rank(before.proved.class));
        expect(after.declared).toEqual(before.declared);
        expect(rank(after.proved.class)).toBeLessThanOrEqual(rank(after.declared.class));
        for (const id of componentIds) {
          const order = [null, "declared", "retrieved", "exercised", "reproduced"];
          const [was, is] = [before, after].map(({ components: got }) => order.indexOf(got[id].state));
          expect(is).toBeGreaterThanOrEqual(was ?? 0);
          if (is !== was) raised += 1;
        }
      }),
      { numRuns: 300 },
    );
    // The property says something only where evidence does raise states.
    expect(raised).toBeGreaterThan(100);
  });
});
