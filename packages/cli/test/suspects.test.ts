import { describe, expect, it } from "vitest";
import { codeOfRow, codeOfRun, suspectsOf, type NightCode } from "../src/history/suspects.ts";

const code = (commit: string | null, dirty: boolean | null = false) => ({ commit, dirty });
const night = (experiment: string | null, evenkeel: string | null): NightCode => ({
  experiment: experiment === null ? null : code(experiment),
  evenkeel: code(evenkeel),
});

describe("what may have made the difference between two nights", () => {
  it.each([
    ["of Evenkeel's own history, its commits", night(null, "a"), night(null, "b"), [["evenkeel", "a", "b"]]],
    ["of one's own, those", night("a", "e"), night("b", "e"), [["experiment", "a", "b"]]],
    ["where Evenkeel alone changed, its commits", night("a", "e"), night("a", "f"), [["evenkeel", "e", "f"]]],
    [
      "where both did, one's own first",
      night("a", "e"),
      night("b", "f"),
      [
        ["experiment", "a", "b"],
        ["evenkeel", "e", "f"],
      ],
    ],
    ["where Evenkeel is no checkout, one's own", night("a", null), night("b", null), [["experiment", "a", "b"]]],
  ])("%s", (_, good, bad, expected) => {
    const found = suspectsOf(good, bad);
    expect(
      typeof found === "string" ? found : found.map(({ whose, good: one, suspect }) => [whose, one, suspect]),
    ).toEqual(expected);
  });

  it("is nothing that can be run where no commit differs, is known, or holds what ran", () => {
    expect(suspectsOf(night("a", "e"), night("a", "e"))).toMatch(/the same commit: what changed lies outside of it/);
    expect(suspectsOf(night(null, null), night(null, "b"))).toMatch(/name no two commits/);
    expect(suspectsOf(night("a", "e"), { evenkeel: code("f"), experiment: code("b", true) })).toMatch(
      /no commit holds/,
    );
  });

  it("leaves out Evenkeel where it had changes of its own, and what else changed is left", () => {
    const changed = code("f", true);
    expect(suspectsOf(night(null, "e"), { evenkeel: changed, experiment: null })).toMatch(/no commit holds/);
    expect(suspectsOf(night("a", "e"), { evenkeel: changed, experiment: code("b") })).toEqual([
      { whose: "experiment", good: "a", suspect: "b" },
    ]);
  });

  it("is read off a run, or where its folder is not here off the index", () => {
    const repository = { commit: "a".repeat(40), dirty: false, experiment: "bench/mine.ts" };
    const environment = { evenkeelCommit: "e", dirty: true, repository } as never;
    const found = codeOfRun({ environment });
    expect(found).toMatchObject({ evenkeel: code("e", true), experiment: { commit: "a".repeat(40), dirty: false } });
    expect(codeOfRow(code("c"), found)).toEqual({ evenkeel: code(null, null), experiment: code("c") });
    expect(codeOfRow(code("c"), night(null, "e"))).toEqual({ evenkeel: code("c"), experiment: null });
  });
});
