import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeFindings } from "../../src/findings-file/merge.ts";
import { findingStates, type Finding } from "../../src/index.ts";
import { confirmed, madeUpFinding, madeUpFindings } from "../fixture/index.ts";

const only = (finding: Finding, at: number) => madeUpFindings([finding], at);
const refuted = { state: "refuted", evidence: { sentence: "+0.1%." }, confirmedAt: 30 } as const;

describe("mergeFindings", () => {
  it.each([
    ["what is decided beats a later suspicion", only(madeUpFinding(1, confirmed), 6), only(madeUpFinding(1), 50)],
    [
      "and one that was closed later",
      only(madeUpFinding(1, confirmed), 6),
      only(madeUpFinding(1, { state: "closed" }), 50),
    ],
  ])("%s", (_, decided, later) => {
    for (const both of [mergeFindings(decided, later), mergeFindings(later, decided)]) {
      expect(both.findings).toEqual(decided.findings);
      expect(both.check?.at).toBe(50);
      expect(new Set(both.judgements.map(({ at }) => at))).toEqual(new Set([50]));
    }
  });

  it("takes the later of two decisions, and of two suspicions that of the later check", () => {
    const decisions = [only(madeUpFinding(1, confirmed), 60), only(madeUpFinding(1, refuted), 50)] as const;
    expect(mergeFindings(...decisions).findings[0]?.state).toBe("refuted");
    const suspicions = [
      only(madeUpFinding(1, { effect: 0.2 }), 7),
      only(madeUpFinding(1, { effect: 0.1 }), 8),
    ] as const;
    expect(mergeFindings(...suspicions).findings[0]?.effect).toBe(0.1);
    const evidence = { sentence: "Eight rounds leave it open." };
    const open = only(madeUpFinding(1, { evidence }), 7);
    expect(mergeFindings(open, suspicions[1]).findings[0]).toEqual(madeUpFinding(1, { effect: 0.1, evidence }));
  });

  it("keeps what only one of them has", () => {
    const both = mergeFindings(only(madeUpFinding(1), 7), only(madeUpFinding(3, confirmed), 6));
    expect(both.findings.map(({ state }) => state).toSorted()).toEqual(["confirmed", "suspected"]);
    expect(both.series).toHaveLength(2);
  });

  it("refuses findings of two machines", () => {
    const one = madeUpFindings([]);
    const other = { ...one, machine: { ...one.machine, fingerprint: "fedcba9876543210" } };
    expect(() => mergeFindings(one, other)).toThrow(RangeError);
  });

  it("loses no decision and no finding in any order, and changes nothing a second time", () => {
    const finding = fc
      .record({ series: fc.integer({ min: 0, max: 7 }), state: fc.constantFrom(...findingStates), at: fc.nat(20) })
      .map(({ series, state, at }) =>
        madeUpFinding(series, { state, confirmedAt: state === "confirmed" || state === "refuted" ? at : null }),
      );
    const file = fc
      .tuple(fc.uniqueArray(finding, { selector: ({ id }) => id }), fc.nat(20))
      .map(([findings, at]) => madeUpFindings(findings, at));
    const isDecided = ({ state }: Finding) => state === "confirmed" || state === "refuted";
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 5 }), fc.nat(), (files, seed) => {
        const shuffled = files.toSorted(
          (a, b) => (((a.check?.at ?? 0) * seed) % 7) - (((b.check?.at ?? 0) * seed) % 7),
        );
        const whole = shuffled.reduce(mergeFindings);
        const all = files.flatMap(({ findings }) => findings);
        expect(new Set(whole.findings.map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
        for (const { id } of all.filter(isDecided)) {
          expect(whole.findings.some((one) => one.id === id && isDecided(one))).toBe(true);
        }
        expect(mergeFindings(whole, whole)).toEqual(whole);
        for (const part of files)
          expect(mergeFindings(whole, part).findings.filter(isDecided)).toEqual(whole.findings.filter(isDecided));
      }),
    );
  });
});
