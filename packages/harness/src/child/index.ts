/** What a child process is made of: its life, its jobs, and what doing them takes. */
export { startBudget } from "../budget.ts";
export { systemClock } from "../clock.ts";
export { batchOfStep, testImages } from "../tasks/batches.ts";
export { jobHandler, type JobHandler } from "./job-handler.ts";
export { serveCell, type ServeCellOptions } from "./serve-cell.ts";
