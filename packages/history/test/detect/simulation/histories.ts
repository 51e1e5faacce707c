import { randomStream, type RandomStream } from "@evenkeel/core";
import { standardNormal } from "@evenkeel/stats";

/** A made-up history: what happens to the logarithm of a time from one night to the next. */
interface HistoryModel {
  readonly title: string;
  /** Autoregression of order 1 of the noise. */
  readonly phi?: number;
  /** A second host that is slower by this ratio, and how likely a night runs on another host than the night before. */
  readonly hosts?: { readonly slower: number; readonly changes: number };
  /** Share of nights that are slowed by something else, each by a ratio up to this one. */
  readonly spikes?: { readonly share: number; readonly from: number; readonly to: number };
  /** Ratio of the last level to the first. */
  readonly drift?: number;
  /** Ratio after ÷ before of the nights since a step. */
  readonly step?: number;
}

/** Nights after the step of a history that has one. */
export const nightsAfter = 10;
/** Of a history: as many nights as this, drawn evenly. */
export const lengths = { from: 30, to: 60 };
/** Standard deviation of a night about its level, as a ratio. */
export const noises = [0.03, 0.05] as const;

/** Histories in which no level steps. */
export const nulls = {
  white: { title: "white noise" },
  wandering: { title: "AR(1) noise, ρ = 0.5", phi: 0.5 },
  hosts: { title: "two hosts 23% apart, either at random", hosts: { slower: 1.23, changes: 0.5 } },
  turns: { title: "two hosts 23% apart, in turns", hosts: { slower: 1.23, changes: 1 } },
  stays: { title: "two hosts 23% apart, each for 3 nights on average", hosts: { slower: 1.23, changes: 1 / 3 } },
  spikes: { title: "spikes of 20 to 100% in one night of 20", spikes: { share: 0.05, from: 1.2, to: 2 } },
  drift: { title: "a slow drift by 10%", drift: 1.1 },
} as const satisfies Record<string, HistoryModel>;

/** Histories whose level steps up and stays. */
export const steps = {
  step5: { title: "5%, white noise", step: 1.05 },
  step10: { title: "10%, white noise", step: 1.1 },
  step20: { title: "20%, white noise", step: 1.2 },
  step20Wandering: { title: "20%, AR(1) noise, ρ = 0.5", step: 1.2, phi: 0.5 },
  step20Spikes: { title: "20%, with the spikes", step: 1.2, spikes: nulls.spikes.spikes },
} as const satisfies Record<string, HistoryModel>;

export type NullName = keyof typeof nulls;
export type StepName = keyof typeof steps;
export type HistoryName = NullName | StepName;
export const models: Readonly<Record<HistoryName, HistoryModel>> = { ...nulls, ...steps };

/** So many histories of a model, in milliseconds about 10; always the same ones. */
export function madeUpHistories(name: HistoryName, noise: number, count: number): Float64Array[] {
  const random = randomStream(1, `history:${name}:${noise}`);
  return Array.from({ length: count }, () => {
    const length = lengths.from + random.below(lengths.to - lengths.from + 1);
    return madeUpHistory(models[name], length, noise, random);
  });
}

/** One history of so many nights, to seven digits, as a file of them would hold it. */
export function madeUpHistory(model: HistoryModel, length: number, noise: number, random: RandomStream): Float64Array {
  const { phi = 0, hosts, spikes, drift = 1, step = 1 } = model;
  let wander = standardNormal(random);
  let isSlower = random.uniform() < 0.5;
  return Float64Array.from({ length }, (_, night) => {
    if (night > 0) wander = phi * wander + Math.sqrt(1 - phi * phi) * standardNormal(random);
    if (hosts !== undefined && random.uniform() < hosts.changes) isSlower = !isSlower;
    const isSpike = spikes !== undefined && random.uniform() < spikes.share;
    const log =
      noise * wander +
      Math.log(drift) * (night / (length - 1)) +
      (hosts !== undefined && isSlower ? Math.log(hosts.slower) : 0) +
      (isSpike ? Math.log(spikes.from + (spikes.to - spikes.from) * random.uniform()) : 0) +
      (night >= length - nightsAfter ? Math.log(step) : 0);
    return Number((10 * Math.exp(log)).toPrecision(7));
  });
}
