import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Sizes in pixels of the drawing; the page scales it to its column, and on a phone the letters must stay readable. */
export const frame = { width: 440, height: 280, top: 26, right: 118, bottom: 44, left: 54 } as const;

/** Makes elements; nothing is put into it. */
const { document } = parseHTML("<!doctype html><html><body></body></html>");

/** The x axis of a drawing whose values the page's script reads from the rows of the numbers below it. */
export interface ReadAxis {
  /** Where the axis begins and ends, in pixels of the drawing. */
  readonly left: number;
  readonly right: number;
  /** Its values there. */
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}

/**
 * A plot as SVG text, its words escaped. Assistive technology passes over it: the page names the image that holds it.
 * Colours are the style sheet's, so that one drawing serves light and dark.
 */
export function draw(options: Plot.PlotOptions, axis?: ReadAxis): string {
  const { width, height, top, right, bottom, left } = frame;
  const svg = Plot.plot({
    document,
    className: "plot",
    width,
    height,
    marginTop: top,
    marginRight: right,
    marginBottom: bottom,
    marginLeft: left,
    style: { fontSize: "13px" },
    ...options,
  });
  for (const inner of svg.querySelectorAll("style")) inner.remove();
  for (const group of svg.querySelectorAll("[aria-label]")) group.removeAttribute("aria-label");
  svg.setAttribute("aria-hidden", "true");
  if (axis !== undefined) svg.setAttribute("data-axis", JSON.stringify(axis));
  return svg.outerHTML;
}

/** Smallest and largest of positive values with some air, for a logarithmic axis. */
export function logDomain(values: readonly number[], air = 1.15): [number, number] {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [0.1, 1];
  return [Math.min(...positive) / air, Math.max(...positive) * air];
}

const atMostTwoDigits = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });

/** A tick of `logTicks`: `0.15`, `10,000`, `1.5M`. */
export function tickText(value: number): string {
  if (value >= 1e6) return `${atMostTwoDigits.format(value / 1e6)}M`;
  return atMostTwoDigits.format(value);
}

/** Ticks of a horizontal logarithmic axis, those left out whose words would meet the words before them. */
export function roomyTicks(domain: readonly [number, number], widthPx: number): number[] {
  const [low, high] = domain;
  const kept: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const tick of logTicks(domain)) {
    const middle = (widthPx * Math.log(tick / low)) / Math.log(high / low);
    const half = (tickText(tick).length * letterPx) / 2;
    if (middle - half < end + letterPx) continue;
    kept.push(tick);
    end = middle + half;
  }
  return kept;
}

/** No narrower than the widest of the usual fonts draws a digit at 13 pixels. */
const letterPx = 8.4;

/** Ticks of a logarithmic axis: whole decades, with 2 and 5 or 3 between them where there is room. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > 3.5 ? [1] : decades > 1.4 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
  const stride = Math.max(1, Math.ceil(decades / 6));
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += 1) {
    if (exponent % stride !== 0) continue;
    for (const step of steps) ticks.push(Number(`${step}e${exponent}`));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}
