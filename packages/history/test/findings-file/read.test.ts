import { DataError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { findingsText } from "../../src/findings-file/findings-file.ts";
import { readFindings } from "../../src/index.ts";
import { confirmed, madeUpFinding, madeUpFindings } from "../fixture/index.ts";

const file = madeUpFindings([madeUpFinding(1, confirmed), madeUpFinding(3)]);

/** The file with something else at a path of field names. */
function withValue(path: string, value: unknown): string {
  const copy = structuredClone(file) as unknown as Record<string, unknown>;
  const names = path.split(".");
  const last = names.pop() ?? "";
  const holder = names.reduce((at, name) => at[name] as Record<string, unknown>, copy);
  holder[last] = value;
  return JSON.stringify(copy);
}

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

describe("readFindings", () => {
  it("gives back what was written, and passes over what a later writer adds", () => {
    expect(readFindings(findingsText(file), "x")).toEqual(file);
    expect(readFindings(withValue("findings.0.later", 1), "x")).toEqual(file);
  });

  it.each([
    ["findings.0.id", "0".repeat(16), /"findings\.0": expected the id/],
    ["findings.0.changeRun", "another", /"findings\.0": expected the id/],
    ["findings.0.state", "proven", /"findings\.0\.state"/],
    ["findings.0.p", 2, /"findings\.0\.p"/],
    ["findings.0.evidence", deep(2000), /"findings\.0\.evidence": expected at most 10 levels/],
    ["findings.0.evidence", "x".repeat(70_000), /expected at most .* 65536 characters/],
    ["series.0.workload", "another", /"series\.0": expected the id/],
    ["series.0.measurement", "constructor", /expected the name of a measurement/],
    ["series.0.unit", "bytes", /expected the unit of the measurement/],
    ["series.0.backend", "a\nb", /expected plain text of one line/],
    ["series", [], /expected the series of every finding/],
    ["machine.fingerprint", "fedcba9876543210", /expected series of its machine/],
    ["machine.fingerprint", "../../etc", /expected 16 hexadecimal digits/],
    ["judgements.0.presence", "gone", /"judgements\.0\.presence"/],
    ["check.at", 1e300, /"check\.at"/],
  ])("refuses another %s", (path, value, message) => {
    const read = () => readFindings(withValue(path, value), "branch/findings/x.json");
    expect(read).toThrow(DataError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^branch\/findings\/x\.json: findings that cannot be used; expected .* wrote; got /);
  });

  it("refuses what is no JSON, and names a newer version", () => {
    expect(() => readFindings("{", "x")).toThrow(DataError);
    expect(() => readFindings("null", "x")).toThrow(/findings that cannot be used/);
    expect(() => readFindings(withValue("schemaVersion", 2), "x")).toThrow(
      /^x: findings of a newer Evenkeel; expected version 1; got 2; use the Evenkeel/,
    );
  });
});
