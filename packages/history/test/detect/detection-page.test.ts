import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  pageFile,
  peersFile,
  ratesFile,
  withTables,
  type DetectionRates,
  type PeerRates,
} from "../../scripts/detection-tables.ts";
import { comparedHistories, seriesSha256 } from "./simulation/series-for-peers.ts";

const docs = new URL("../../../../docs/", import.meta.url);
const page = readFileSync(new URL(pageFile, docs), "utf8");
const rates = JSON.parse(readFileSync(new URL(ratesFile, docs), "utf8")) as DetectionRates;
const peers = JSON.parse(readFileSync(new URL(peersFile, docs), "utf8")) as PeerRates;

describe("docs/detection.md", () => {
  it("shows what was simulated, and what the peers found", () => {
    expect(cellsOf(withTables(page, rates, peers))).toBe(cellsOf(page));
  });

  it("compares all on the same histories", () => {
    expect(peers.seriesSha256).toBe(seriesSha256());
    expect([peers.count, rates.count]).toEqual([comparedHistories, comparedHistories]);
  });

  it("holds what detection promises: 1% of histories without a step, four in five of 20%", () => {
    for (const { history, noise, step, drift } of rates.nulls.cells) {
      const wrong = history === "drift" ? step : step + drift;
      expect(wrong, `${history} ${noise}`).toBeLessThanOrEqual(0.01);
    }
    const large = rates.cells.filter(({ history }) => history === "step20");
    expect(large.length).toBe(2);
    for (const { noise, step } of large) expect(step, `${noise}`).toBeGreaterThanOrEqual(0.8);
    for (const { nights, share } of rates.short.cells) expect(share, `${nights}`).toBeLessThanOrEqual(0.01);
  });
});

/** Without the spaces and dashes that the formatter lays tables out with. */
function cellsOf(text: string): string {
  return text.replaceAll(/:?-+:?/g, "-").replaceAll(/\s+/g, "");
}
