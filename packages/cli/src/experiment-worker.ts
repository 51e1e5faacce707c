/** Runs in a worker thread: imports an experiment's file and sends what it exports, data, to the thread that asked. */
import { parentPort, workerData } from "node:worker_threads";

const { experiment } = (await import(workerData as string)) as { experiment?: unknown };
// JSON is what a run folder keeps of it, too: what is no data is left out or refused here.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
parentPort?.postMessage(experiment === undefined ? "" : JSON.stringify(experiment));
