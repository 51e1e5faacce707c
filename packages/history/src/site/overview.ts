import { integer, percent, plural, sentenceList } from "@evenkeel/report/look";
import { historyChart } from "./chart.ts";
import { foundWords } from "./found-words.ts";
import { legend } from "./legend.ts";
import { htmlOf } from "./page.ts";
import type { SeriesState, SiteData, SiteFalseAlarms, SiteNight, SiteSeries } from "./site-data.ts";
import { sparkline, sparklineNights } from "./sparkline.ts";
import { changeWords, day, instant, machineWords, sizeWords, subjectWords, valueWords } from "./words.ts";

/** Findings of a kind are drawn up to so many; the rest stand in the tables. */
const mostDrawn = 24;
const mostNights = 120;

const kinds = [
  ["confirmed", "Confirmed", "A rerun of both commits side by side on the same machine found the change again."],
  ["suspected", "Suspected", "Found in the history alone: nothing was rerun yet, and nobody is told."],
] as const satisfies readonly (readonly [SeriesState, string, string])[];

/** `index.html`: what changed, how sure that is, and every series at a glance. */
export function overviewPage(data: SiteData): string {
  const { series, nights, machines, check } = data;
  const last = nights.at(-1);
  const findings = kinds.flatMap(([state, title, about]) => findingsOf(data, state, title, about));
  return htmlOf({
    title: data.title,
    lede: `${integer(series.length)} series over ${plural(nights.length, "night")} on ${plural(machines.length, "machine")}.`,
    facts: [
      ...(last === undefined ? [] : [`Last night: ${instant(last.at)}`]),
      ...(check === null ? ["Not checked yet"] : [`Checked: ${instant(check.at)}`]),
    ],
    footer: "Made from the index of runs alone. Absolute times are never compared across machines.",
    home: null,
    feed: "feed.json",
    content: "overview",
    view: {
      summary: summaryOf(data),
      legend: findings.some(({ series: drawn }) => drawn.length > 0) ? legend : [],
      findings,
      falseAlarms: data.falseAlarms === null ? null : falseAlarmWords(data.falseAlarms),
      groups: groupsOf(data),
      nightsCaption:
        nights.length > mostNights
          ? `The last ${mostNights} of ${integer(nights.length)} nights`
          : plural(nights.length, "night"),
      nights: nights
        .slice(-mostNights)
        .toReversed()
        .map((night) => nightRow(data, night)),
    },
  });
}

/** `2 changes confirmed, 1 suspected; 96 of 104 series judged, 6 not judged, 2 without a value last night.` */
export function summaryOf({ series, check }: SiteData): string {
  const count = (state: SeriesState) => series.filter((one) => one.state === state).length;
  const found = `${count("confirmed")} confirmed, ${count("suspected")} suspected`;
  if (check === null) return `${found}. The history was not checked yet.`;
  const { judged, unjudged, missing } = check;
  const parts = [`${judged} series judged`, `${unjudged} not judged`, `${missing} without a value in the last night`];
  return `${found}; ${sentenceList(parts)}.`;
}

/** The latest first; of changes that began before the nights that are drawn it is said how many there are. */
function findingsOf(data: SiteData, state: SeriesState, title: string, about: string) {
  const found = data.series.filter((one) => one.state === state);
  if (found.length === 0) return [];
  const inSight = found.filter(({ change, points }) => change !== null && change.at >= (points[0]?.at ?? 0));
  const drawn = inSight.toSorted((one, other) => (other.change?.at ?? 0) - (one.change?.at ?? 0)).slice(0, mostDrawn);
  const rest = found.length - drawn.length;
  return [
    {
      title: `${title}: ${found.length}`,
      about,
      more: rest === 0 ? "" : moreWords(rest, inSight.length > drawn.length),
      series: drawn.map((one) => ({
        id: `finding-${one.id}`,
        state: `${state}${one.change?.worse === false ? " better" : ""}`,
        href: seriesHref(one),
        name: `${one.backend} · ${subjectWords(one)}`,
        change:
          one.change === null ? "" : `${changeWords(one, one.change)}, ${machineWords(data.machines, one.fingerprint)}`,
        evidence: one.change?.evidence ?? "",
        svg: historyChart(one, nightsOf(data, one), "small"),
      })),
    },
  ];
}

function moreWords(rest: number, someInSight: boolean): string {
  const [what, stand] = rest === 1 ? ["one", "stands"] : ["ones", "stand"];
  const older = someInSight ? "more" : `older ${what}`;
  return `${integer(rest)} ${older} ${stand} in the tables below.`;
}

/** The nights of a series' machine. */
export function nightsOf({ nights }: SiteData, { fingerprint }: SiteSeries): readonly SiteNight[] {
  return nights.filter((night) => night.fingerprint === fingerprint);
}

export function seriesHref({ id }: Pick<SiteSeries, "id">): string {
  return `series/${id}.html`;
}

function groupsOf({ series, machines, nights }: SiteData) {
  const groups = Map.groupBy(series, ({ fingerprint }) => fingerprint);
  const newest = new Map(nights.map(({ fingerprint, at }) => [fingerprint, at]));
  return [...groups].map(([fingerprint, own]) => ({
    id: `machine-${fingerprint}`,
    title: machineWords(machines, fingerprint),
    about: machines.find((machine) => machine.fingerprint === fingerprint && machine.name !== null)?.about ?? "",
    caption:
      `${integer(own.length)} series. The line shows a series' last ${sparklineNights} nights that count, red where it changed. ` +
      "Detectable: the smallest change that would be found ten nights after it, in four cases of five.",
    rows: own.map((one) => ({
      backend: one.backend,
      href: seriesHref(one),
      name: whole(subjectWords(one)),
      spark: sparkline(one.points, one.change?.kind === "drift" ? null : (one.change?.at ?? null)),
      ...lastWords(one, newest.get(fingerprint) ?? 0),
      nights: integer(one.nights),
      found: whole(foundWords(one)),
      detectable: one.minimumDetectable === null ? "–" : sizeWords(one, one.minimumDetectable),
    })),
  }));
}

/** Breaks no line within a date or between a number and what it counts. */
function whole(text: string): string {
  return text.replaceAll(/(?<=\d)-(?=\d)/g, "\u2060-\u2060").replaceAll(/(?<=· \d+) (?=threads?)/g, "\u00A0");
}

/** The last value that counts, with its day where that is not of its machine's last night. */
function lastWords(series: SiteSeries, machineAt: number): { readonly value: string; readonly since: string } {
  const { last } = series;
  if (last === null) return { value: "none that counts", since: "" };
  return { value: valueWords(series, last.value), since: last.at < machineAt ? `on ${day(last.at)}` : "" };
}

function nightRow(data: SiteData, night: SiteNight) {
  return {
    when: instant(night.at),
    machine: machineWords(data.machines, night.fingerprint),
    ...commitOf(data, night),
    report: night.report ?? "",
    runId: night.runId,
    upgrades: night.upgrades.join(", "),
    counts: night.quarantined === null ? "yes" : `no: ${night.quarantined}`,
  };
}

export function commitOf({ repository }: SiteData, { commit, dirty }: SiteNight) {
  const text = commit === null ? "–" : `${commit.slice(0, 8)}${dirty ? " with changes" : ""}`;
  return { commit: text, commitHref: commit === null || repository === null ? "" : `${repository}/commit/${commit}` };
}

function falseAlarmWords({ tested, claimed, low, high, nominal }: SiteFalseAlarms): string {
  return (
    `Each night every backend is measured twice, alike (A/A), and judged as if the two were different. Of ${plural(tested, "comparison")} ` +
    `${claimed} would have been claimed: ${percent(claimed / tested, 1)} (95% interval ${percent(low, 1)} to ${percent(high, 1)}), ` +
    `at a nominal rate of ${percent(nominal, 0)}.`
  );
}
