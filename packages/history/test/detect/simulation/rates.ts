import { randomStream } from "@evenkeel/core";
import { judgeSeries } from "../../../src/detect/judge-series.ts";
import type { Judged } from "../../../src/detect/judgement.ts";
import { madeUpHistories, madeUpHistory, models, nightsAfter, type HistoryName, type NullName } from "./histories.ts";
import { alarmsWithin, threshold, tTest } from "./simple-methods.ts";

/** A found change may lie so many nights from the true one. */
export const nearby = 5;

/** Of simulated histories, shares. */
export interface OwnRates {
  /** A step is proposed: anywhere, of a history without one; within 5 nights of the true one, of others. */
  readonly step: number;
  /** A slow drift is proposed. */
  readonly drift: number;
}

/** What a history would have had proposed, every gate passed, by a check after its last night. */
export function proposalOf(values: Float64Array, seed: number): Judged | null {
  const judgement = judgeSeries({ kind: "time", values }, { seed });
  return judgement.state === "judged" && judgement.gatesPassed ? judgement : null;
}

/** Whether a change at this night counts as the one that the history has; any does, of one without. */
export function isTheChange(name: HistoryName, values: Float64Array, at: number): boolean {
  return models[name].step === undefined || Math.abs(at - (values.length - nightsAfter)) <= nearby;
}

/** Of the first so many histories of a model. */
export function ownRates(name: HistoryName, noise: number, count: number): OwnRates {
  const proposals = madeUpHistories(name, noise, count).map((values, seed) => ({
    values,
    found: proposalOf(values, seed),
  }));
  const found = (kind: Judged["kind"]) => proposals.filter((one) => one.found?.kind === kind);
  const steps = found("step").filter(({ values, found: step }) => isTheChange(name, values, step?.changeAt ?? -1));
  return { step: steps.length / count, drift: found("drift").length / count };
}

/** Methods that look at one night at a time: alarms at any of the last ten nights, as shares of histories. */
export function simpleRates(name: HistoryName, noise: number, count: number): { threshold: number; tTest: number } {
  const histories = madeUpHistories(name, noise, count);
  const share = (method: typeof threshold) =>
    histories.filter((values) => alarmsWithin(method, values, nightsAfter)).length / count;
  return { threshold: share(threshold), tTest: share(tTest) };
}

/** Share of null histories of 60 nights for which any of the checks of the last 30 nights proposes anything. */
export function shareEverProposed(name: NullName, noise: number, count: number): number {
  const random = randomStream(2, `ever:${name}:${noise}`);
  let ever = 0;
  for (let run = 0; run < count; run += 1) {
    const values = madeUpHistory(models[name], 60, noise, random);
    const checks = Array.from({ length: 30 }, (_, night) => values.subarray(0, 31 + night));
    ever += Number(checks.some((sofar) => proposalOf(sofar, run) !== null));
  }
  return ever / count;
}

/** Share of steps of a size that are proposed so many nights after, in white noise, of histories of `before` nights. */
export function shareFound(before: number, after: number, step: number, noise: number, count: number): number {
  const random = randomStream(3, `found:${before}:${after}:${step}:${noise}`);
  let found = 0;
  for (let run = 0; run < count; run += 1) {
    const values = madeUpHistory({ title: "" }, before + after, noise, random);
    const stepped = values.map((value, night) => (night < before ? value : value * step));
    found += Number(proposalOf(stepped, run)?.kind === "step");
  }
  return found / count;
}

/** Share of null histories of so many nights, white noise, for which anything is proposed. */
export function shareOfShort(nights: number, noise: number, count: number): number {
  const random = randomStream(4, `short:${nights}:${noise}`);
  let proposed = 0;
  for (let run = 0; run < count; run += 1) {
    proposed += Number(proposalOf(madeUpHistory({ title: "" }, nights, noise, random), run) !== null);
  }
  return proposed / count;
}
