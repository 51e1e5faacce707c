import { resolve } from "node:path";

/** The checkout's root. */
export const projectRoot = resolve(import.meta.dirname, "../../..");
export const benchmarksFolder = resolve(projectRoot, "benchmarks");
export const runsFolder = resolve(projectRoot, "reports/runs");
/** The module that a cell's child process runs. */
export const cellModule = new URL("cell.ts", import.meta.url);
