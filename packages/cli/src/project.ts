import { resolve } from "node:path";
import { installationRoot } from "@evenkeel/setup/installation";

/** The root of the checkout, or of the unpacked bundle. */
export const projectRoot = installationRoot;
export const benchmarksFolder = resolve(projectRoot, "benchmarks");
export const runsFolder = resolve(projectRoot, "reports/runs");
/** The module that a cell's child process runs. */
export const cellModule = new URL("cell.ts", import.meta.url);
