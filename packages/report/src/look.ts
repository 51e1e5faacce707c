/** What pages beside the report share with it: its look, its drawings, its way with numbers. */
export { draw, frame } from "./charts/draw.ts";
export { badgeSvg } from "./exporters/badge.ts";
export { integer, moment, percent, plural, sentenceList, significant, withUnit } from "./format.ts";
export { pageLook } from "./page/render-page.ts";
