import type { Backend, CheckResult, LayerKind, ModelSpec, Optimizer } from "@evenkeel/core";
import { referenceBackend } from "@evenkeel/backend-reference";
import { planCases, runCase } from "../../src/run-checks.ts";

/** A check with what it was made of. */
export interface Check {
  /** Without the quantity: `max-pool2d/2x2-ties`. */
  readonly id: string;
  readonly quantity: CheckResult["quantity"];
  readonly subject: string;
  readonly spec: ModelSpec;
  readonly work: "predicting" | "gradients" | "update" | "slopes";
  readonly batchSizes: readonly number[];
  readonly optimizer: Optimizer;
}

/** Planned once, so that the oracle computes once for all faults. */
const cases = planCases({ ...referenceBackend }, {});

/** The ids of the checks of some layer kinds that a backend does not pass. */
export async function failedChecks(backend: Backend, kinds: readonly LayerKind[]): Promise<string[]> {
  const asked = cases.filter(({ subject }) => kinds.some((kind) => kind === subject));
  const failed: string[] = [];
  for (const one of asked) {
    const results = await runCase(backend, one, { threads: null });
    failed.push(...results.filter(({ verdict }) => verdict !== "passed").map(({ id }) => id));
  }
  return failed;
}

/** Every check of every layer kind, but that of many bytes, whose worth lies in no formula, with its result. */
export async function checkAll(backend: Backend): Promise<readonly (readonly [Check, CheckResult])[]> {
  const pairs: (readonly [Check, CheckResult])[] = [];
  for (const one of cases.filter(({ id }) => !id.endsWith("-mebibytes"))) {
    const { id, subject, spec, parts } = one;
    const results = new Map((await runCase(backend, one, { threads: null })).map((result) => [result.id, result]));
    for (const { work, lesson, quantities } of parts) {
      const { calls, recipe } = await lesson();
      const batchSizes = calls.flat().map(({ labels }) => labels.length);
      for (const quantity of quantities) {
        const result = results.get(`${id}/${quantity}`);
        if (result === undefined) throw new Error(`${id}/${quantity} was not checked`);
        pairs.push([{ id, quantity, subject, spec, work, batchSizes, optimizer: recipe.optimizer }, result]);
      }
    }
  }
  return pairs;
}
