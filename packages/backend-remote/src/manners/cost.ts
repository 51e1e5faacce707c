import type { Endpoint } from "../endpoint/index.ts";

/**
 * Money in billionths of a unit of currency, whole numbers, so that sums are exact; every charge is rounded up.
 */
export type Nano = number;

const nanoPerUnit = 1e9;
/** A million units: as much as a budget may hold. A provider that counts more tokens than that is not believed. */
const mostNano: Nano = 1e15;

export interface Tokens {
  readonly input: number;
  readonly output: number;
}

/** The most that one attempt at a request with so many images can be charged; 0 where nothing is charged. */
export function highestCharge(endpoint: Pick<Endpoint, "prices" | "limits">, images: number): Nano {
  return charge(endpoint, images, endpoint.limits.tokensPerRequest ?? { input: 0, output: 0 });
}

/** What a request with so many images and tokens is charged by the endpoint's prices. */
export function charge({ prices }: Pick<Endpoint, "prices">, images: number, { input, output }: Tokens): Nano {
  if (prices === null) return 0;
  const { perRequest = 0, perImage = 0, perMillionInputTokens = 0, perMillionOutputTokens = 0 } = prices;
  const tokens = (perMillionInputTokens * input + perMillionOutputTokens * output) / 1e6;
  return roundedUp(nanoPerUnit * (perRequest + perImage * images + tokens));
}

/** A budget's money; rounded down, so that it is never exceeded. */
export function budgetNano(money: number): Nano {
  return Math.floor(nanoPerUnit * money + roundingSlack);
}

/** In units of currency. */
export function unitsOf(nano: Nano): number {
  return nano / nanoPerUnit;
}

/** 0.1 + 0.2 is not a billionth more than 0.3. */
const roundingSlack = 1e-3;

function roundedUp(nano: number): Nano {
  return Math.min(mostNano, Math.ceil(nano - roundingSlack));
}
