export { armsOf, mainArm } from "./arms.ts";
export {
  agreementEnvelopes,
  agreementOf,
  disagreementOf,
  type Disagreement,
  type LossDistance,
  type PairAgreement,
  type PredictionAgreement,
} from "./agreement.ts";
export { changesOf } from "./changes.ts";
export { compareRuns, type Change, type RunComparison } from "./claims/between-runs.ts";
export { isOverFolds } from "./claims/candidates.ts";
export { claimsOf } from "./claims/claims-of.ts";
export { claimRules } from "./claims/rules.ts";
export { classReportsOf, type ClassReport, type Confusion } from "./class-reports.ts";
export { coldStartsOf, type ColdStart } from "./cold-starts.ts";
export { columnIds, columnOf, columns, columnsOf, sourceOf, type Column, type ColumnId } from "./columns.ts";
export {
  comparisonOf,
  comparisonsOf,
  type Absence,
  type ComparedCell,
  type ComparedRow,
  type Comparison,
  type Trouble,
} from "./comparison.ts";
export { deviceEvidenceOf, type DeviceEvidence } from "./devices.ts";
export { distinctWork } from "./distinct-work.ts";
export { foldAccuraciesOf, type FoldAccuracies } from "./fold-accuracies.ts";
export { foldCountOf } from "./folds.ts";
export { gapsOf, openCellsOf, type Gap } from "./gaps.ts";
export { givenModelsOf, leftOutOf, type GivenAgreement, type GivenModel } from "./given-models.ts";
export { gateFailureOf, gateOf, type BackendGate, type GateFailure } from "./gate/backend-gates.ts";
export {
  gateMatrixOf,
  groupsByQuantity,
  tallyOf,
  type CheckGroup,
  type GateCell,
  type GateMatrix,
} from "./gate/check-groups.ts";
export { gateFindingsOf, type GateBlame, type GateFindings, type GateProof, type Unproved } from "./gate/findings.ts";
export { joinRuns } from "./join-runs.ts";
export { fewestPairs, interfaceCostsOf, type InterfaceCost } from "./interface-cost.ts";
export { isMeasured, leaderOf, leavesResults, type Leader, type NoLeader, type Order } from "./leaders.ts";
export { isLimited } from "./limits.ts";
export { busyMachineOf, busySigns, busySignsOfCell, type BusySign } from "./machine-load.ts";
export {
  epochAccuraciesOf,
  lossCurvesOf,
  lossDifferencesOf,
  type Band,
  type EpochAccuracies,
  type LossCurves,
  type LossDifferences,
} from "./loss-curves.ts";
export {
  dimensionNames,
  dimensionsOf,
  measurementsOf,
  type CellDimensions,
  type MeasurementRow,
} from "./measurement-rows.ts";
export { outcomeOf, type Outcome, type Place } from "./outcome.ts";
export type { Claim, Run } from "@evenkeel/run-folder";
export { readRunData } from "./read-run-data.ts";
export {
  classNamesOf,
  elapsedSeconds,
  epochsOf,
  flopsOf,
  modelOf,
  plannedTasksOf,
  specOfWorkload,
  trains,
  workloadIds,
  type RunData,
} from "./run-data.ts";
export { summaryDocumentOf, summaryDocumentSchema, type SummaryDocument } from "./run-summary.ts";
export { isSoftwareAdapter, obtainedRuntime } from "./runtime.ts";
export { decideByClaims } from "./decide.ts";
export { roundCountOf } from "./round-count.ts";
export { roundsForClaims, type RoundsForClaims } from "./rounds-for-claims.ts";
export { sampleSeriesOf, type SampleSeries } from "./sample-series.ts";
export { serverLoadsOf, type ServedRate, type ServerLoad } from "./server-loads.ts";
export {
  batchRatesOf,
  latencyDistributionsOf,
  queryDistributionsOf,
  type BatchRate,
  type LatencyDistribution,
} from "./speed.ts";
export type { Spread } from "./spread.ts";
export { standingsOf, type Ranked, type Standing } from "./standings.ts";
export type { Summary } from "./summary.ts";
export { tellingImagesOf, type TellingImage, type Vote } from "./telling-images.ts";
export { tradeOf, type Trade, type TradePoint } from "./trades.ts";
export {
  fastestStepsOf,
  passesOfStep,
  trainingSpeedsOf,
  usualBatchSize,
  ratiosByRound,
  referencesOf,
  type FastestStep,
  type StepTime,
  type TrainingSpeed,
} from "./training-speed.ts";
export {
  Findings,
  type CheckName,
  type Difference,
  type Finding,
  type NotRecomputed,
  type WhyUnproved,
} from "./verify/finding.ts";
export { verifyRun, type VerifiedRun } from "./verify/verify-run.ts";
export {
  timesToAccuracyOf,
  type BackendTrainings,
  type SeedTraining,
  type SpreadWithMisses,
  type TimesToAccuracy,
} from "./time-to-accuracy.ts";
