/** The figures of docs/methods.md, drawn from what `pnpm --filter @evenkeel/stats simulate` found. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import { draw } from "../src/charts/draw.ts";

const figures = join(import.meta.dirname, "..", "..", "..", "docs", "figures");

interface Rates {
  readonly ranking: readonly { model: string; signFlip: number; welch: number; mannWhitney: number }[];
  readonly sequential: readonly { model: string; of16: { ruled: number; peeking: number } }[];
}

interface Dot {
  readonly model: string;
  readonly test: string;
  readonly percent: number;
}

const styles = [
  { symbol: "circle", mark: "●", colour: "#0b6e4f" },
  { symbol: "square", mark: "■", colour: "#b5432a" },
  { symbol: "triangle", mark: "▲", colour: "#5b4b9a" },
] as const;

const { ranking, sequential } = JSON.parse(readFileSync(join(figures, "error-rates.json"), "utf8")) as Rates;

write(
  "false-alarms.svg",
  ranking.flatMap(({ model, signFlip, welch, mannWhitney }) => [
    { model, test: "sign-flip on rounds", percent: 100 * signFlip },
    { model, test: "Welch on iterations", percent: 100 * welch },
    { model, test: "Mann–Whitney on iterations", percent: 100 * mannWhitney },
  ]),
  80,
);
write(
  "looks.svg",
  sequential.flatMap(({ model, of16 }) => [
    { model, test: "each look at its level", percent: 100 * of16.ruled },
    { model, test: "each look at 0.05", percent: 100 * of16.peeking },
  ]),
  16,
);

/** Dots by model and test, over the band of 1.5 points about the nominal 5%. */
function write(name: string, dots: readonly Dot[], most: number): void {
  const models = [...new Set(dots.map(({ model }) => model))];
  const tests = [...new Set(dots.map(({ test }) => test))];
  const svg = draw({
    width: 720,
    height: 88 + 28 * models.length,
    marginLeft: 170,
    marginRight: 20,
    marginTop: 40,
    marginBottom: 48,
    x: { domain: [0, most], label: "equal arms called different, % of runs", labelAnchor: "center", grid: true },
    y: { domain: models, label: null, type: "point", padding: 0.6 },
    symbol: { domain: tests, range: styles.map(({ symbol }) => symbol) },
    color: { domain: tests, range: styles.map(({ colour }) => colour) },
    marks: [
      Plot.rect([0], { x1: 3.5, x2: 6.5, fill: styles[0].colour, fillOpacity: 0.15 }),
      Plot.ruleX([5], { stroke: styles[0].colour, strokeDasharray: "4 3" }),
      Plot.dot(dots, { x: "percent", y: "model", symbol: "test", fill: "test", r: 5 }),
    ],
  });
  writeFileSync(join(figures, name), standalone(svg, tests));
}

/** With a key above, on white, in letters of its own: nothing of a page's style sheet reaches a picture in it. */
function standalone(svg: string, tests: readonly string[]): string {
  const key = tests.map((test, index) => {
    const { mark, colour } = styles[index] ?? styles[0];
    return `<tspan fill="${colour}"${index === 0 ? "" : ' dx="18"'}>${mark}</tspan> ${test}`;
  });
  const legend = `<text x="170" y="20" fill="#222" text-anchor="start">${key.join(" ")}</text>`;
  return svg
    .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" color="#222" ')
    .replace(">", `><rect width="100%" height="100%" fill="#fff"/>${legend}`)
    .concat("\n");
}
