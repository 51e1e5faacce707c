import {
  columnOf,
  columns,
  leaderOf,
  mainArm,
  standingsOf,
  workloadIds,
  type ColumnId,
  type Leader,
  type RunData,
} from "@evenkeel/analysis";
import { withUnit } from "../format.ts";
import type { BadgeOf, ExportInput } from "./exporter.ts";

/** Columns whose values are a merit, in the order of preference for a badge. */
export const badgeColumns: readonly ColumnId[] = columns.filter(({ better }) => better !== null).map(({ id }) => id);

const names: Partial<Record<ColumnId, string>> = {
  "train-rate": "train",
  step: "training step",
  accuracy: "accuracy",
  p50: "one prediction, p50",
  p90: "one prediction, p90",
  throughput: "predict",
  "cold-start": "cold start",
  "train-memory": "memory, training",
  "predict-memory": "memory, predicting",
};

/** An SVG of two words side by side: what was measured, and who leads it; nobody where nobody does. */
export function badge({ data, badge: of = {} }: ExportInput): Iterable<string> {
  const { column, workload, text, leads } = badgeWords(data, of);
  const about =
    workloadIds(data.run).length > 1 ? `${names[column] ?? column}, ${workload}` : (names[column] ?? column);
  return [badgeSvg(about, text, leads ? "good" : "plain")];
}

interface BadgeWords {
  readonly column: ColumnId;
  readonly workload: string;
  readonly text: string;
  readonly leads: boolean;
}

/** Throws a `RangeError` for a workload or backend that the run does not have. */
export function badgeWords(data: RunData, { column: asked, workload: ofWorkload, backend }: BadgeOf): BadgeWords {
  const { run } = data;
  const workload = ofWorkload ?? workloadIds(run)[0] ?? "";
  const standings = (id: ColumnId) => standingsOf(run, workload, columnOf(id), mainArm(run));
  const column = asked ?? badgeColumns.find((id) => standings(id) !== null) ?? "train-rate";
  const found = standings(column);
  if (found === null) return { column, workload, text: "not measured", leads: false };
  if (backend === undefined) {
    const leader = leaderOf(run, workload, columnOf(column), found);
    return { column, workload, ...(leader === null ? { text: "not ranked", leads: false } : leaderWords(leader)) };
  }
  const own = found.find((standing) => standing.backend === backend);
  if (own === undefined) throw new RangeError(`no backend ${backend}`);
  const text = own.summary === null ? "no value" : withUnit(own.summary.value, own.summary.unit);
  const unranked = own.summary !== null && (!own.comparable || own.disqualified !== null) ? ", not ranked" : "";
  return { column, workload, text: `${backend} · ${text}${unranked}`, leads: false };
}

function leaderWords(leader: Leader): { readonly text: string; readonly leads: boolean } {
  switch (leader.state) {
    case "leads": {
      const { backend, summary } = leader.best;
      return { text: `${backend} · ${withUnit(summary.value, summary.unit)}`, leads: true };
    }
    case "tied":
      return {
        text: `${leader.tied.length + 1} backends ${leader.claim.verdict === "equivalent" ? "alike" : "not told apart"}`,
        leads: false,
      };
    case "untried":
      return { text: "too few rounds to rank", leads: false };
    case "alone": {
      const { backend, summary } = leader.best;
      return { text: `${backend} alone · ${withUnit(summary.value, summary.unit)}`, leads: false };
    }
    default:
      return { text: "not ranked", leads: false };
  }
}

const most = 80;
const letterPx = 6.6;
const paddingPx = 8;

const tones = { good: "#0d6b45", plain: "#4a525c", bad: "#a32a1f" } as const;

/** An SVG of two words side by side, escaped and cut to what a badge holds. */
export function badgeSvg(left: string, right: string, tone: keyof typeof tones): string {
  const colour = tones[tone];
  const [first, second] = [left, right].map((text) => shortened(text));
  const widths = [first, second].map((text) => Math.ceil((text ?? "").length * letterPx) + 2 * paddingPx);
  const [one = 0, two = 0] = widths;
  const [label, value] = [escaped(first ?? ""), escaped(second ?? "")];
  const word = (text: string, x: number, width: number) =>
    `<text x="${x + width / 2}" y="14" textLength="${width - 2 * paddingPx}">${text}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${one + two}" height="20" role="img" aria-label="${label}: ${value}">`,
    `<title>${label}: ${value}</title>`,
    `<clipPath id="r"><rect width="${one + two}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${one}" height="20" fill="#24292f"/>`,
    `<rect x="${one}" width="${two}" height="20" fill="${colour}"/></g>`,
    `<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">`,
    `${word(label, 0, one)}${word(value, one, two)}</g></svg>\n`,
  ].join("");
}

function shortened(text: string): string {
  const letters = Array.from(text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").toWellFormed());
  return letters.length <= most ? letters.join("") : `${letters.slice(0, most - 1).join("")}…`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
