import type { Cell, CheckResult } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import type { ThreadCount } from "@evenkeel/tasks";
import { cellsOfBackend } from "../cell-index.ts";
import { countOf } from "../arms.ts";
import { outcomeOf, type Outcome, type Place } from "../outcome.ts";
import { samplesOf, type RunData } from "../run-data.ts";

/** What the gradient gate found of one backend, over all models and rounds of the run. */
export interface BackendGate {
  readonly backend: string;
  /** Each check once, in the gate's order; of several cells that made it, as it went worst. */
  readonly checks: readonly CheckResult[];
  readonly failed: readonly CheckResult[];
  /** What became of its cells, model by model. */
  readonly models: readonly {
    readonly model: string;
    readonly state: Outcome["state"];
    readonly checked: boolean;
    readonly fails: boolean;
  }[];
}

/** Every backend of the run; null when the run plans no gate. */
export function gateOf(data: RunData): readonly BackendGate[] | null {
  const { run } = data;
  if (!run.plan.some(({ task }) => task === "gradients")) return null;
  return run.backends.map(({ id: backend }) => {
    const models = provedModels(run).map(({ model, workload }) => ({
      model,
      state: outcomeOf(run, { workload, backend }, "gradients").state,
      checks: checksOf(data, { workload, backend }),
    }));
    const checks = worstOfEach(models.flatMap((one) => one.checks));
    return {
      backend,
      checks,
      failed: checks.filter(isFailure),
      models: models.map(({ model, state, checks: own }) => ({
        model,
        state,
        checked: own.length > 0,
        fails: own.some(isFailure),
      })),
    };
  });
}

/** Each model with the first workload that it stands in: what is proved of one holds for the others. */
function provedModels({ workloads }: Run) {
  const models = [...new Set(workloads.map(({ model }) => model))];
  return models.map((model) => ({ model, workload: workloads.find((one) => one.model === model)?.id ?? model }));
}

/** What a backend does not support it is not blamed for. */
export function isFailure({ verdict }: CheckResult): boolean {
  return verdict === "failed" || verdict === "error";
}

/**
 * Whether a backend was found wrong on the model of a workload on any of some thread counts: what it reached on them
 * leads nothing. Where its gate was asked on none of them, what it was asked on the others counts.
 */
export function failsGate(run: Run, { workload, backend }: Place, counts: ReadonlySet<ThreadCount>): boolean {
  const model = run.workloads.find(({ id }) => id === workload)?.model;
  const isOwn = (cell: Cell) => cell.model === model;
  const isThere = (cell: Cell) => counts.has(countOf(cell));
  const gates = cellsOfBackend(run.plan, backend).filter((cell) => cell.task === "gradients" && isOwn(cell));
  const isProved = gates.some(isThere);
  const own = cellsOfBackend(run.cells, backend).filter(
    (cell) => isOwn(cell) && (isThere(cell) || (cell.task === "gradients" && !isProved)),
  );
  return own.some(
    (cell) => cell.state === "not-comparable" || (cell.measurements["gradients.failedChecks"]?.value ?? 0) > 0,
  );
}

/** A failed check, or the gate's cell where its checks cannot be read. */
export type GateFailure = { readonly check: CheckResult } | { readonly cellId: string };

/** Why a backend's training of a workload is not comparable: the first that failed. Null when the run does not tell. */
export function gateFailureOf(data: RunData, place: Place): GateFailure | null {
  const failed = checksOf(data, place).find(isFailure);
  if (failed !== undefined) return { check: failed };
  const cell = data.run.plan.find(
    ({ task, workload, backend }) => task === "gradients" && workload === place.workload && backend === place.backend,
  );
  return cell === undefined ? null : { cellId: cell.id };
}

/** How bad a check went: the larger, the worse; from 1 on it failed. */
export function severity(check: CheckResult): number {
  if (check.verdict === "unsupported") return -1;
  if (check.verdict === "passed") return (check.maxRelative ?? 0) / check.tolerance;
  return check.maxRelative === null ? Number.POSITIVE_INFINITY : Math.max(1, check.maxRelative / check.tolerance);
}

function checksOf(data: RunData, place: Place): CheckResult[] {
  return samplesOf(data, data.samples.checks, place).flatMap(({ samples }) => samples);
}

function worstOfEach(checks: readonly CheckResult[]): CheckResult[] {
  const groups = Map.groupBy(checks, ({ id }) => id);
  return [...groups.values()].map((same) =>
    same.reduce((worst, check) => (severity(check) > severity(worst) ? check : worst)),
  );
}
