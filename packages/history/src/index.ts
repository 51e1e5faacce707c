export { falseAlarms, type AlarmRate, type FalseAlarms } from "./detect/false-alarms.ts";
export {
  judgeAll,
  type Check,
  type CheckOptions,
  type HistoryToJudge,
  type Outcome,
  type Proposal,
} from "./detect/judge-all.ts";
export { judgeSeries } from "./detect/judge-series.ts";
export type { Gate, Judged, Judgement, JudgeOptions, SeriesValues, Unjudged } from "./detect/judgement.ts";
export type { Presence } from "./detect/presence.ts";
export { floors, rules, type Floor } from "./detect/rules.ts";
export { versionChanges, versionNotes, type VersionChange, type Versions } from "./detect/version-changes.ts";
export { foreignNights, type ForeignNights } from "./import/foreign/foreign-nights.ts";
export type { ForeignOptions } from "./import/foreign/foreign-run.ts";
export { checkHistory, type CheckReport } from "./check/check-history.ts";
export { upgradesBetween } from "./check/upgrades-between.ts";
export { bisect, type Bisection } from "./confirm/bisect.ts";
export { issueText, issueTitle, type ConfirmedChange } from "./confirm/issue-text.ts";
export { confirmationOf, type Confirmation, type Pair } from "./confirm/verdict.ts";
export { nightOfRunFolder, UnfinishedRunError } from "./import/run-folder.ts";
export { runFoldersIn } from "./import/run-folders.ts";
export type { FindingsFile } from "./findings-file/findings-file.ts";
export { addFindings, findingsFilesIn, findingsFolder, readFindingsFile } from "./findings-file/folder.ts";
export { readFindings } from "./findings-file/read.ts";
export { findingsOf, keepFindings, type KeptFindings } from "./findings-file/store.ts";
export { runSources, type MachineRow, type Night, type RunRow, type RunSource } from "./night.ts";
export type { Point } from "./point.ts";
export { appendCheck, listChecks, type CheckRecord } from "./queries/check-log.ts";
export {
  changeKinds,
  findingId,
  findingStates,
  insertFinding,
  listFindings,
  updateFinding,
  type ChangeKind,
  type Finding,
  type FindingChange,
  type FindingState,
} from "./queries/findings.ts";
export { historiesOf, pointsOf, type SeriesHistory } from "./queries/points.ts";
export { findRun, machinesOf, runsOf, versionsOf } from "./queries/runs.ts";
export { findSeries, listSeries, type SeriesFilter, type SeriesSummary } from "./queries/series.ts";
export {
  comparedBy,
  isWorse,
  kindOf,
  seriesId,
  seriesOf,
  type Measured,
  type Series,
  type SeriesIdentity,
  type SeriesKind,
  type SeriesMeasurement,
} from "./series.ts";
export { importNight, type Imported } from "./store/import-night.ts";
export { openStore, type OpenOptions, type Store } from "./store/open-store.ts";
export { rebuildStore, type Rebuilt } from "./store/rebuild.ts";
export { StoreError } from "./store/store-error.ts";
export { collectSite } from "./site/collect.ts";
export { isFeedOfHistory } from "./site/feed.ts";
export { siteFiles } from "./site/site.ts";
export type { SiteData } from "./site/site-data.ts";
