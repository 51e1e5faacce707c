export { claimMetrics, type Claim, type ClaimMetric, type Verdict } from "./claim.ts";
export { appendCell, emptyJournal } from "./journal.ts";
export { isGoingOn, lockRunFolder } from "./lock.ts";
export { makeFolder } from "./make-folder.ts";
export { whatDiffers } from "./machine-differences.ts";
export {
  checkManifest,
  manifestDifferences,
  removeManifest,
  resultsSha256,
  writeManifest,
  type ManifestDifference,
} from "./manifest.ts";
export {
  cellFolder,
  indexFile,
  journalFile,
  manifestFile,
  orderFile,
  runFile,
  weightsFile,
  type OrderKey,
} from "./paths.ts";
export { mostPicturePixels, mostPictures, readPictures, writePictures, type Pictures } from "./pictures.ts";
export { readOpenness, writeOpenness, type AssessedModel, type Openness } from "./openness.ts";
export { publicText } from "./public-text.ts";
export { readRun, runVersion } from "./read-run.ts";
export { disturbedFrom, type Disturbance } from "./disturbance.ts";
export { quarantinedFrom, quarantineOf } from "./quarantine.ts";
export { roundRecordsOf, type RoundRecord } from "./round-records.ts";
export { isRunId, runIdOf } from "./run-id.ts";
export { repairRunFolder } from "./repair.ts";
export { runSchema, runSummarySchema, schemaVersion, type Run, type RunSummary, type WorkloadInfo } from "./run.ts";
export { readSamples, writeSamples } from "./samples.ts";
export { stageRunFolder, type StagedRunFolder } from "./stage.ts";
export { clearCell, writeCellLog, writeIndex, writeRun } from "./write-run.ts";
export { readBytes, writeBytes } from "./storage.ts";
