import { z } from "zod";
import type { Submission } from "./submission.ts";

/** What a worker takes jobs for. */
export interface Offer {
  /** What people call the machine. */
  readonly name: string;
  /** Ids of backends that can run there. */
  readonly backends: readonly string[];
  /** Whether it takes experiments of "all" backends: not where the worker was told which to use. */
  readonly all: boolean;
}

const jobs = "jobs";
const places = "place";
const all = "all";
const machinePrefix = "machine.";

/** Where attempts go whose worker's heart stopped, to be decided on. */
export const lostQueue = "lost";

/**
 * The queue of a job: one for everything that jobs need of a worker, so that a worker fetches only what it can run.
 * `jobs/onnx-cpu/onnx-wasm`, `jobs/all`, `jobs/machine.alpha/all`.
 */
export function queueOf({ experiment: { backends }, machine }: Pick<Submission, "experiment" | "machine">): string {
  const named = machine === undefined ? [] : [`${machinePrefix}${machine}`];
  const needed = backends === "all" ? [all] : [...new Set(backends)].toSorted();
  return [jobs, ...named, ...needed].join("/");
}

/** Whether a worker can do what waits in a queue. */
export function serves({ name, backends, all: takesAll }: Offer, queue: string): boolean {
  const [kind, ...needs] = queue.split("/");
  if (kind !== jobs || needs.length === 0) return false;
  return needs.every((need) => {
    if (need === all) return takesAll;
    if (need.startsWith(machinePrefix)) return need === `${machinePrefix}${name}`;
    return backends.includes(need);
  });
}

/** What a queue's jobs need, in words: `onnx-cpu, onnx-wasm`, `all backends`, `onnx-cpu on alpha`. */
export function needsText(queue: string): string {
  const [, ...needs] = queue.split("/");
  const machine = needs.find((need) => need.startsWith(machinePrefix));
  const backends = needs.filter((need) => need !== machine).map((need) => (need === all ? "all backends" : need));
  return `${backends.join(", ")}${machine === undefined ? "" : ` on ${machine.slice(machinePrefix.length)}`}`;
}

/** The queue of runs that go on where they began: only there are their files. */
export function placeQueue(place: string): string {
  return `${places}/${place}`;
}

/** The id of a place. */
export const placeIdSchema = z.uuid();
