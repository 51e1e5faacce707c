import { make, textOf } from "./element.js";
import { numberOf } from "./number-of.js";

/** A place of a drawing that has something to say, in the units of its viewBox. */
/** @typedef {{ x: number, y: number | null, text: string }} Spot */

/**
 * Values of a chart at the pointer, and by arrow keys once it has the focus. A mark says its own title; of lines, the
 * row of the numbers below that is nearest.
 * @param {Element} figure
 */
export function showValues(figure) {
  const drawing = figure.querySelector(".drawing");
  const svg = drawing?.querySelector("svg");
  if (!(drawing instanceof HTMLElement) || !svg) return;
  const tip = make("div", { class: "tip", role: "status", hidden: "" });
  const rule = make("div", { class: "rule", hidden: "" });
  figure.append(tip, rule);
  /** @type {Spot[] | null} */
  let found = null;
  const spots = () => (found ??= spotsOf(figure, svg));
  let at = -1;
  /** @param {number} index */
  const show = (index) => {
    const spot = spots()[index];
    at = spot === undefined ? -1 : index;
    tip.hidden = spot === undefined;
    rule.hidden = spot === undefined || spot.y !== null;
    if (spot !== undefined) place(spot, { figure, svg, tip, rule });
  };
  drawing.tabIndex = 0;
  drawing.addEventListener("pointermove", ({ clientX, clientY }) => show(nearest(spots(), svg, clientX, clientY)));
  drawing.addEventListener("pointerleave", () => show(-1));
  drawing.addEventListener("blur", () => show(-1));
  drawing.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") show(-1);
    if (step === undefined || spots().length === 0) return;
    event.preventDefault();
    show(Math.min(spots().length - 1, Math.max(0, at + step)));
  });
}

/**
 * @param {Element} figure
 * @param {SVGSVGElement} svg
 * @returns {Spot[]}
 */
function spotsOf(figure, svg) {
  const axis = svg.getAttribute("data-axis");
  if (axis !== null) return rowsOnAxis(figure, JSON.parse(axis));
  const box = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal.width / box.width;
  return [...svg.querySelectorAll("title")].flatMap((title) => {
    const mark = title.parentElement?.getBoundingClientRect();
    if (mark === undefined) return [];
    const x = (mark.x + mark.width / 2 - box.x) * scale;
    const y = (mark.y + mark.height / 2 - box.y) * scale;
    return [{ x, y, text: title.textContent ?? "" }];
  });
}

/**
 * The rows of the chart's own table, each at its place on the axis of the drawing.
 * @param {Element} figure
 * @param {{ left: number, right: number, low: number, high: number, log: boolean }} axis
 * @returns {Spot[]}
 */
function rowsOnAxis(figure, { left, right, low, high, log }) {
  const table = figure.querySelector("table");
  const heads = [...(table?.tHead?.rows[0]?.cells ?? [])].map(textOf);
  return [...(table?.tBodies[0]?.rows ?? [])].map((row) => {
    const [first = "", ...values] = [...row.cells].map(textOf);
    const value = numberOf(first);
    const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    const lines = values.flatMap((text, index) => (text === "–" ? [] : [`${heads[index + 1]}: ${text}`]));
    return { x: left + share * (right - left), y: null, text: [`${heads[0]} ${first}`, ...lines].join("\n") };
  });
}

/** How far, in units of the viewBox, a mark may lie from the pointer. */
const reach = 22;

/**
 * @param {Spot[]} spots
 * @param {SVGSVGElement} svg
 * @param {number} clientX
 * @param {number} clientY
 */
function nearest(spots, svg, clientX, clientY) {
  const box = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal.width / box.width;
  const [px, py] = [(clientX - box.x) * scale, (clientY - box.y) * scale];
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, { x, y }] of spots.entries()) {
    const distance = y === null ? Math.abs(x - px) : Math.hypot(x - px, y - py);
    if (distance < least && (y === null || distance <= reach)) [best, least] = [index, distance];
  }
  return best;
}

/**
 * @param {Spot} spot
 * @param {{ figure: Element, svg: SVGSVGElement, tip: HTMLElement, rule: HTMLElement }} parts
 */
function place({ x, y, text }, { figure, svg, tip, rule }) {
  const frame = figure.getBoundingClientRect();
  const box = svg.getBoundingClientRect();
  const scale = box.width / svg.viewBox.baseVal.width;
  const left = box.x - frame.x + x * scale;
  const top = box.y - frame.y;
  tip.textContent = text;
  const room = frame.width - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(room, left + 12))}px`;
  tip.style.top = `${y === null ? top : top + y * scale + 12}px`;
  rule.style.left = `${left}px`;
  rule.style.top = `${top}px`;
  rule.style.height = `${box.height}px`;
}
