import { describe, expect, it } from "vitest";
import { nulls, type NullName } from "./simulation/histories.ts";
import { ownRates, shareFound, shareOfShort } from "./simulation/rates.ts";

/** At a rate of 0.5% more than 5 of 250 happens once in 400 cases. */
const histories = 250;
const most = 5 / histories;

const names = (Object.keys(nulls) as NullName[]).flatMap((name) => [0.03, 0.05].map((noise) => [name, noise] as const));

describe("histories without a step", () => {
  it.each(names)("%s with %d from night to night: no more than one in a hundred is proposed", (name, noise) => {
    const { step, drift } = ownRates(name, noise, histories);
    const wrong = name === "drift" ? step : step + drift;
    expect(wrong).toBeLessThanOrEqual(most);
  });

  it("a drift by 10% is called one", () => {
    expect(ownRates("drift", 0.03, 80).drift).toBeGreaterThan(0.75);
  });

  it.each([7, 8, 12])("short ones, of %i nights", (nights) => {
    expect(shareOfShort(nights, 0.05, histories)).toBeLessThanOrEqual(most);
  });
});

describe("histories with a step", () => {
  it.each([
    ["step20", 0.03, 0.95],
    ["step20", 0.05, 0.85],
    ["step10", 0.03, 0.75],
    ["step20Wandering", 0.03, 0.6],
    ["step20Spikes", 0.03, 0.75],
  ] as const)(
    "%s with %d from night to night is found ten nights after, in at least %d of cases",
    (name, noise, least) => {
      expect(ownRates(name, noise, 80).step).toBeGreaterThan(least);
    },
  );

  it("20% in quiet nights is found on the second of them", () => {
    expect(shareFound(30, 2, 1.2, 0.02, 100)).toBeGreaterThan(0.8);
  });
});
