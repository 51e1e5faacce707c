import type { Cell, CellReason, CellResult, CheckResult, Task } from "@evenkeel/core";
import { readSamples } from "@evenkeel/run-folder";

/** Tasks whose figures are worth what the backend's gradients are worth. */
const provedTasks: ReadonlySet<Task> = new Set<Task>(["train", "evaluate", "step-time"]);

/** Of a run: what was planned, and what became of it so far. */
interface Proofs {
  readonly folder: string;
  readonly plan: readonly Cell[];
  readonly settled: ReadonlyMap<string, CellResult>;
}

/**
 * Why a cell's numbers would not be comparable: its backend fails the gradient gate on its model, or was not proved by it.
 * Null where nothing is against the cell. Only training and what is made of trained weights needs the proof; how fast a
 * backend answers is measured all the same, and the gate's own table says whether its logits are right.
 */
export async function gateObjection(cell: Cell, { folder, plan, settled }: Proofs): Promise<CellReason | null> {
  const gate = plan.find(({ task, model, backend }) => task === "gradients" && isOf({ model, backend }, cell));
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
    remedy: result?.reason.remedy ?? `evenkeel check --backend ${cell.backend} --model ${cell.model}`,
  };
}

/** Checks of the gate that failed or came to an error; infinitely many where the cell does not say. */
export function failedCount({ measurements }: CellResult): number {
  return (measurements as Partial<Record<string, { value: number }>>)["gradients.failedChecks"]?.value ?? Infinity;
}

/** Whether `cell` has to be decided again when `other` is. */
export function dependsOn(cell: Cell, other: Cell): boolean {
  if (!isOf(cell, other)) return false;
  if (other.task === "gradients") return provedTasks.has(cell.task);
  return other.task === "train" && cell.task === "evaluate" && cell.round === other.round;
}

function restsOnTraining(cell: Cell, plan: readonly Cell[]): boolean {
  return (
    cell.task === "train" ||
    cell.task === "step-time" ||
    (cell.task === "evaluate" && plan.some((other) => other.task === "train" && dependsOn(cell, other)))
  );
}

function isOf(one: Pick<Cell, "model" | "backend">, other: Pick<Cell, "model" | "backend">): boolean {
  return one.model === other.model && one.backend === other.backend;
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
    remedy: `evenkeel check --backend ${backend}${scope} says more`,
  };
}
