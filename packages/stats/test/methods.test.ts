import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorRatesFile, methodsFile, withTables, type ErrorRates } from "../scripts/tables.ts";
import { noiseModels, steepModel } from "./simulation/noise-models.ts";

const docs = new URL("../../../docs/", import.meta.url);
const page = readFileSync(new URL(methodsFile, docs), "utf8");
const rates = JSON.parse(readFileSync(new URL(errorRatesFile, docs), "utf8")) as ErrorRates;

describe("docs/methods.md", () => {
  it("shows what was simulated", () => {
    expect(cellsOf(withTables(page, rates))).toBe(cellsOf(page));
  });

  it("holds rates within 1.5 points of nominal for every machine but the one that shows the limit", () => {
    const kept = Object.values(noiseModels).map(({ title }) => title as string);
    expect(rates.ranking.map(({ model }) => model)).toEqual(kept);
    for (const { model, signFlip, coverage } of rates.ranking) {
      if (model === noiseModels[steepModel].title) continue;
      expect(Math.abs(signFlip - 0.05), model).toBeLessThan(0.015);
      expect(Math.abs(coverage - 0.95), model).toBeLessThan(0.015);
    }
    for (const { model, of12, of16 } of rates.sequential) {
      if (model === noiseModels[steepModel].title) continue;
      expect(Math.abs(of12.ruled - 0.05), model).toBeLessThan(0.015);
      expect(Math.abs(of16.ruled - 0.05), model).toBeLessThan(0.015);
    }
    for (const { coverage } of rates.accuracy) expect(Math.abs(coverage - 0.95)).toBeLessThan(0.015);
    for (const rate of Object.values(rates.falseDiscoveries)) expect(rate).toBeLessThan(0.1);
  });
});

/** Without the spaces and dashes that the formatter lays tables out with. */
function cellsOf(text: string): string {
  return text.replaceAll(/:?-+:?/g, "-").replaceAll(/\s+/g, "");
}
