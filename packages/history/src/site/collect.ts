import type { FalseAlarms } from "../detect/false-alarms.ts";
import { presenceOf } from "../detect/presence.ts";
import { versionNotes } from "../detect/version-changes.ts";
import type { MachineRow, RunRow } from "../night.ts";
import { listChecks } from "../queries/check-log.ts";
import { listFindings, type Finding } from "../queries/findings.ts";
import { judgementsOf, type JudgementRecord } from "../queries/judgements.ts";
import { latestPoints } from "../queries/points.ts";
import { machinesOf, runsOf, versionsOf } from "../queries/runs.ts";
import { listSeries, type SeriesSummary } from "../queries/series.ts";
import { isWorse } from "../series.ts";
import type { Store } from "../store/open-store.ts";
import type { SiteChange, SiteData, SiteFalseAlarms, SiteMachine, SiteNight, SiteSeries } from "./site-data.ts";
import { sparklineNights } from "./sparkline.ts";
import { upgradeWords } from "./words.ts";

export interface SiteOptions {
  readonly title: string;
  readonly repository: string | null;
  /** Where a run's report will lie, relative to the site; null where it has none. */
  readonly reportOf: (run: RunRow) => string | null;
}

/** Reads what the overview shows: of each series its latest nights alone. */
export async function collectSite(store: Store, { title, repository, reportOf }: SiteOptions): Promise<SiteData> {
  const machines = await machinesOf(store);
  const nights = await nightsOf(store, machines, reportOf);
  const findings = Map.groupBy(await listFindings(store), ({ seriesId }) => seriesId);
  const judgements = await judgementsOf(store);
  const summaries = (await listSeries(store)).filter(({ series }) => !series.control);
  const points = await latestPoints(store, sparklineNights);
  const newest = new Map(nights.map(({ fingerprint, at }) => [fingerprint, at]));
  const times = new Map(nights.map(({ runId, at }) => [runId, at]));
  const check = (await listChecks(store)).at(-1) ?? null;
  return {
    title,
    repository,
    machines: machines.map(machineOf),
    nights,
    series: summaries.map((summary) => {
      const { id } = summary.series;
      const finding = standingFinding(findings.get(id) ?? []);
      const known = { finding, judgement: judgements.get(id) ?? null, points: points.get(id) ?? [] };
      const change = finding && changeOf(summary.series, finding, times);
      return seriesOf(summary, { ...known, change, machineAt: newest.get(summary.series.fingerprint) ?? 0 });
    }),
    check: check && { at: check.at, judged: check.judged, unjudged: check.unjudged, missing: check.missing },
    falseAlarms: check === null ? null : alarmsOf(check.false_alarms),
  };
}

async function nightsOf(store: Store, machines: readonly MachineRow[], reportOf: SiteOptions["reportOf"]) {
  const nights: SiteNight[] = [];
  for (const { fingerprint } of machines) {
    const versions = await versionsOf(store, fingerprint);
    const runs = (await runsOf(store, fingerprint)).map((run) => ({ ...run, versions: versions.get(run.id) ?? {} }));
    const notes = new Map(versionNotes(runs).map(({ night, changes }) => [night.id, changes.map(upgradeWords)]));
    for (const run of runs) {
      const { id: runId, at, commit, dirty, quarantined } = run;
      const upgrades = notes.get(runId) ?? [];
      nights.push({
        runId,
        at,
        fingerprint,
        commit,
        dirty: dirty === true,
        quarantined,
        report: reportOf(run),
        upgrades,
      });
    }
  }
  return nights.toSorted((one, other) => one.at - other.at);
}

function machineOf({ fingerprint, name, cpu, gpu, cores, memoryGib, isa }: MachineRow): SiteMachine {
  const parts = [
    cpu,
    ...(cores === null ? [] : [`${cores} ${cores === 1 ? "core" : "cores"}`]),
    ...(memoryGib === null ? [] : [`${memoryGib} GiB`]),
    ...(gpu === null ? [] : [gpu]),
    ...(isa === null ? [] : [isa]),
  ];
  return { fingerprint, name, about: parts.join(", ") };
}

/** The latest that stands: what was closed or refuted says nothing more of its series. */
function standingFinding(findings: readonly Finding[]): Finding | null {
  const standing = findings.filter(({ state }) => state === "suspected" || state === "confirmed");
  return standing.toSorted((one, other) => other.changeAt - one.changeAt)[0] ?? null;
}

interface Known {
  readonly finding: Finding | null;
  readonly change: SiteChange | null;
  readonly judgement: JudgementRecord | null;
  readonly points: SiteSeries["points"];
  /** When its machine's latest run began. */
  readonly machineAt: number;
}

function seriesOf({ series, nights, lastAt }: SeriesSummary, known: Known): SiteSeries {
  const { finding, change, judgement, points, machineAt } = known;
  const isJudged = judgement !== null && judgement.reason === null;
  return {
    ...series,
    points,
    nights,
    state: finding === null ? (isJudged ? "quiet" : "unjudged") : (finding.state as "suspected" | "confirmed"),
    reason: judgement === null ? "not-checked" : (judgement.reason as SiteSeries["reason"]),
    presence: presenceOf(points, machineAt),
    lastAt,
    last: points.findLast(({ quarantined }) => !quarantined) ?? null,
    change,
    minimumDetectable: judgement?.minimum_detectable ?? null,
  };
}

function changeOf(series: SeriesSummary["series"], finding: Finding, times: ReadonlyMap<string, number>): SiteChange {
  const { changeAt: at, kind, effect, p, q, lastGoodRun } = finding;
  const from = kind === "drift" ? (times.get(lastGoodRun ?? "") ?? at) : at;
  return { at, from, kind, effect, worse: isWorse(series, effect), p, q, evidence: evidenceWords(finding) };
}

/** The sentence that a confirmation left; null before there is one. */
function evidenceWords({ evidence }: Finding): string | null {
  const sentence = (evidence as { readonly sentence?: unknown } | null)?.sentence;
  return typeof sentence === "string" ? sentence : null;
}

/** Of the comparisons of seven nights; null before there are any. */
function alarmsOf(json: string | null): SiteFalseAlarms | null {
  if (json === null) return null;
  const { claims } = JSON.parse(json) as FalseAlarms;
  const { trials, claims: claimed, interval, nominal } = claims;
  return interval === null ? null : { tested: trials, claimed, low: interval[0], high: interval[1], nominal };
}
