import { expect, it } from "vitest";
import { Findings } from "../../src/verify/finding.ts";
import { verifyClaims } from "../../src/verify/claims.ts";

const place = { file: "run.json", path: "rounds[0]" };

it("compares long values to their end, and shows them where they part", () => {
  const found = new Findings("run");
  const long = Array.from({ length: 300 }, (_, index) => index);
  found.compare(place, long, long.with(299, 7));
  found.compare(place, long, [...long]);
  const { differences, checked } = found.finding();
  expect(checked).toBe(2);
  expect(differences).toHaveLength(1);
  expect(differences[0]?.expected).toMatch(/^….*,299\]$/);
  expect(differences[0]?.got).toMatch(/^….*,7\]$/);
});

it("tells 0 from -0 and nothing from null, bit by bit", () => {
  const found = new Findings("run");
  for (const [expected, got] of [
    [0, -0],
    [undefined, null],
    [0.1 + 0.2, 0.3],
  ] as const)
    found.compare(place, expected, got);
  expect(found.finding().differences).toHaveLength(3);
});

it("names the field of a claim that is another, and claims that are missing or too many", () => {
  const paths = (claims: unknown[], expected: unknown[]) =>
    verifyClaims({ claims, state: "finished" }, expected).differences.map(({ path }) => path);
  const claim = { metric: "train", p: 0.01, q: 0.02 };
  expect(paths([claim], [claim])).toEqual([]);
  expect(paths([{ ...claim, p: 0.001 }], [claim])).toEqual(["claims[0].p"]);
  expect(paths([claim], [])).toEqual(["claims[0]"]);
  expect(paths([claim], [claim, claim])).toEqual(["claims[1]"]);
  expect(paths([{ q: 0.02, p: 0.01, metric: "train" }], [claim])).toEqual([]);
  expect(paths([], [claim])).toEqual([]);
  const emptied = (state: "running" | "finished") =>
    verifyClaims({ claims: [], state, rounds: [] }, [claim]).differences.map(({ path }) => path);
  expect(emptied("finished")).toEqual(["claims[0]"]);
  expect(emptied("running")).toEqual([]);
});
