import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { licenceProblem } from "../src/licence/expression.ts";
import { licenceVerdict } from "../src/licence/open-licence.ts";

const verdict = (licence: string, content: "code" | "data" | "document" = "code") => {
  const { open, fits } = licenceVerdict(licence, content);
  return open ? (fits ? "open and fits" : "open") : "closed";
};

describe("licenceVerdict", () => {
  it.each([
    ["MIT", "code", "open and fits"],
    ["Apache-2.0", "code", "open and fits"],
    ["Apache-2.0", "document", "open and fits"],
    ["MIT", "data", "open"],
    ["Apache-1.0", "code", "open and fits"],
    ["CC-BY-4.0", "data", "open and fits"],
    ["CC-BY-4.0", "document", "open and fits"],
    ["CC-BY-4.0", "code", "open"],
    ["CC0-1.0", "data", "open and fits"],
    ["CDLA-Permissive-2.0", "data", "open and fits"],
    ["PDDL-1.0", "data", "open and fits"],
    ["OpenMDW-1.0", "code", "open and fits"],
    ["OpenMDW-1.0", "data", "open and fits"],
    ["OpenMDW-1.0", "document", "open and fits"],
    ["GPL-3.0-or-later", "code", "open and fits"],
    ["CC-BY-NC-4.0", "data", "closed"],
    ["CC-BY-ND-4.0", "document", "closed"],
    ["CC-BY-NC-SA-4.0", "data", "closed"],
    ["BUSL-1.1", "code", "closed"],
    ["SSPL-1.0", "code", "closed"],
    ["Elastic-2.0", "code", "closed"],
    ["none", "code", "closed"],
    ["unknown", "data", "closed"],
  ] as const)("%s on %s is %s", (licence, content, expected) => {
    expect(verdict(licence, content)).toBe(expected);
  });

  it("of an OR takes the better side, of an AND the worse", () => {
    expect(verdict("BUSL-1.1 OR MIT")).toBe("open and fits");
    expect(verdict("BUSL-1.1 AND MIT")).toBe("closed");
    expect(verdict("MIT AND CC-BY-4.0")).toBe("open");
    expect(verdict("CC-BY-4.0 OR MIT", "data")).toBe("open and fits");
    expect(verdict("(BUSL-1.1 OR MIT) AND (SSPL-1.0 OR Apache-2.0)")).toBe("open and fits");
    expect(verdict("MIT AND BUSL-1.1 OR Apache-2.0")).toBe("open and fits");
    expect(verdict("MIT AND (BUSL-1.1 OR SSPL-1.0)")).toBe("closed");
  });

  it("lets a WITH only give more, and a plus be a later version", () => {
    expect(verdict("GPL-2.0-only WITH Classpath-exception-2.0")).toBe("open and fits");
    expect(verdict("Apache-2.0 WITH LLVM-exception")).toBe("open and fits");
    expect(verdict("BUSL-1.1 WITH Classpath-exception-2.0")).toBe("closed");
    expect(verdict("Apache-2.0+")).toBe("open and fits");
  });

  it("finds a LicenseRef on no list", () => {
    expect(licenceVerdict("LicenseRef-Llama-3.1", "data")).toEqual({
      open: false,
      fits: false,
      why: "LicenseRef-Llama-3.1 is on no list of open licences",
    });
    expect(verdict("LicenseRef-own OR MIT")).toBe("open and fits");
    expect(verdict("DocumentRef-x:LicenseRef-own AND MIT")).toBe("closed");
  });
});

describe("licenceProblem", () => {
  it.each(["MIT", "none", "unknown", "LicenseRef-x", "GPL-2.0-only WITH Classpath-exception-2.0", "(MIT OR 0BSD)"])(
    "takes %s",
    (good) => {
      expect(licenceProblem(good)).toBeNull();
    },
  );

  it.each([
    ["Apache 2", /^"Apache" is no id of the SPDX licence list; expected .* as in MIT/],
    ["Apache-2.O", /^"Apache-2.O" is no id of the SPDX licence list/],
    ["apache-2.0", /did you mean Apache-2\.0\?$/],
    ["MIT AND mit-0", /^"mit-0" .* did you mean MIT-0\?$/],
    ["Llama-3", /LicenseRef-… names one that is not on the list$/],
    ["MIT OR", /^"MIT OR" is no SPDX licence expression/],
    ["(MIT", /^"\(MIT" is no SPDX licence expression \(Expected `\)`\)/],
    ["MIT WITH Apache-2.0", /is no SPDX licence expression/],
    ["LicenseRef-", /is no/],
    ["", /is no SPDX licence expression/],
    ["(".repeat(150), /is no SPDX licence expression/],
    ["(".repeat(100_000), /at most 200 characters/],
  ])("says in one line what is wrong with %s", (bad, line) => {
    const problem = licenceProblem(bad) ?? "";
    expect(problem).toMatch(line);
    expect(problem).not.toMatch(/\n/);
  });

  it("takes any text without throwing, and judges what it refuses as closed", () => {
    const words = fc.constantFrom("MIT", "AND", "OR", "WITH", "(", ")", "+", ":", "LicenseRef-", "DocumentRef-a", "x");
    const text = fc.oneof(
      fc.string(),
      fc.array(words).map((parts) => parts.join(" ")),
      fc.array(words).map((parts) => parts.join("")),
    );
    const refusedAndOpen = (any: string) => licenceProblem(any) !== null && verdict(any) !== "closed";
    const result = fc.check(
      fc.property(text, (any) => !refusedAndOpen(any)),
      { numRuns: 500 },
    );
    expect(result.counterexample).toBeNull();
  });
});
