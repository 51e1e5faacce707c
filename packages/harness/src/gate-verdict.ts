import { isControl, type Cell, type CellReason, type CellResult, type CheckResult } from "@evenkeel/core";
import { readSamples } from "@evenkeel/run-folder";
import { commandLine } from "@evenkeel/setup/command-line";
import { tasks } from "@evenkeel/tasks";

/** Of a run: what was planned, and what became of it so far. */
interface Proofs {
  readonly folder: string;
  readonly plan: readonly Cell[];
  readonly settled: ReadonlyMap<string, CellResult>;
}

/**
 * Why a cell's numbers would not be comparable: its backend fails the gradient gate on its model, or was not proved by
 * it. Null where nothing is against the cell. Only training and what is made of trained weights needs the proof; how
 * fast a backend predicts is measured all the same, and the gate's own table says whether its logits are right.
 */
export async function gateObjection(cell: Cell, { folder, plan, settled }: Proofs): Promise<CellReason | null> {
  const gate = plan.find((planned) => planned.task === "gradients" && isOf(planned, cell));
  if (gate === undefined || !restsOnTraining(cell, plan)) return null;
  const result = settled.get(gate.id);
  if (result?.state === "completed") {
    return failedCount(result) === 0 ? null : failure(gate, await readChecks(folder, gate));
  }
  // What cannot run here says so itself.
  if (result?.state === "unavailable") return null;
  const why = result === undefined ? "it was not run" : result.reason.message;
  return {
    code: "gradients",
    message: `its gradients are not proved, cell ${gate.id}: ${why}`,
    remedy: result?.reason.remedy ?? commandLine(`check --backend ${cell.backend} --model ${cell.model}`),
  };
}

/** Checks of the gate that failed or came to an error; infinitely many where the cell does not say. */
export function failedCount(result: CellResult): number {
  if (result.state !== "completed") return Infinity;
  return result.measurements["gradients.failedChecks"]?.value ?? Infinity;
}

/** Whether `cell` has to be decided again when `other` is. */
export function dependsOn(cell: Cell, other: Cell): boolean {
  if (!isOf(cell, other)) return false;
  const { after, provedFirst } = tasks[cell.task];
  if (other.task === "gradients") return provedFirst || after.some((name) => tasks[name].provedFirst);
  const sameTraining = cell.seed === other.seed && cell.round === other.round && other.timesOnly !== true;
  return after.includes(other.task) && sameTraining && !isControl(other);
}

function restsOnTraining(cell: Cell, plan: readonly Cell[]): boolean {
  const { provedFirst } = tasks[cell.task];
  return provedFirst || plan.some((other) => tasks[other.task].provedFirst && dependsOn(cell, other));
}

/** On other threads another graph may run: what is proved or trained on one count says nothing of another. */
function isOf(one: Cell, other: Cell): boolean {
  const sameThreads = one.variant.threads === other.variant.threads;
  return one.workload === other.workload && one.backend === other.backend && sameThreads;
}

async function readChecks(folder: string, { id }: Cell): Promise<readonly CheckResult[]> {
  return (await readSamples(folder, id, "gradients"))?.checks ?? [];
}

function failure({ id, backend }: Cell, checks: readonly CheckResult[]): CellReason {
  const failed = checks.filter(({ verdict }) => verdict === "failed" || verdict === "error");
  const [first] = failed;
  const what = first === undefined ? "its checks cannot be read" : `${first.id}: ${first.message}`;
  const scope = first === undefined ? "" : ` --${first.scope} ${first.subject}`;
  return {
    code: "gradients",
    message: `it fails the gradient gate in ${failed.length} of ${checks.length} checks, cell ${id}; the first, ${what}`,
    remedy: `more by: ${commandLine(`check --backend ${backend}${scope}`)}`,
  };
}
