export { appendCell } from "./journal.ts";
export { checkManifest, writeManifest } from "./manifest.ts";
export { cellFolder, indexFile, orderFile, weightsFile } from "./paths.ts";
export { readRun } from "./read-run.ts";
export { repairRunFolder } from "./repair.ts";
export { readSamples, writeSamples, type SamplesOf } from "./samples.ts";
export { stageRunFolder, type StagedRunFolder } from "./stage.ts";
export { clearCell, writeCellLog, writeIndex, writeRun } from "./write-run.ts";
export { readBytes, writeBytes } from "./storage.ts";
