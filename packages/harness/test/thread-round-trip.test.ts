import { expect, it } from "vitest";
import { threadRoundTripNs } from "../src/machine/thread-round-trip.ts";

it("gives a time for the way to another thread and back", async () => {
  const ns = await threadRoundTripNs();
  expect(ns).toBeGreaterThan(0);
  expect(ns).toBeLessThan(1e9);
});
