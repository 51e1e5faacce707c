import { resolve } from "node:path";
import { installationRoot } from "@evenkeel/setup/installation";

/** The root of the checkout, or of the unpacked bundle. */
export const projectRoot = installationRoot;
export const benchmarksFolder = resolve(projectRoot, "benchmarks");
export const runsFolder = resolve(projectRoot, "reports/runs");
/** The history, unless --store names another. */
export const historyStore = resolve(projectRoot, "reports/history/history.sqlite");
/** The module that a cell's child process runs. */
export const cellModule = new URL("cell.ts", import.meta.url);
