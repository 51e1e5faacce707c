import type { Backend, CheckResult, ModelSpec } from "@evenkeel/core";
import { planCases, runChecks } from "../../src/run-checks.ts";

/** A check with what it was made of. */
export interface Check {
  /** Without the quantity: `max-pool2d/2x2-ties`. */
  readonly id: string;
  readonly quantity: CheckResult["quantity"];
  readonly subject: string;
  readonly spec: ModelSpec;
  readonly work: "predicting" | "gradients" | "update" | "slopes";
  readonly batchSizes: readonly number[];
}

/** Every check of every layer kind with its result. */
export async function checkAll(backend: Backend): Promise<readonly (readonly [Check, CheckResult])[]> {
  const results = new Map((await runChecks(backend)).map((result) => [result.id, result]));
  const pairs: (readonly [Check, CheckResult])[] = [];
  for (const { id, subject, spec, parts } of planCases(backend, {})) {
    for (const { work, lesson, quantities } of parts) {
      const batchSizes = (await lesson()).calls.flat().map(({ labels }) => labels.length);
      for (const quantity of quantities) {
        const result = results.get(`${id}/${quantity}`);
        if (result === undefined) throw new Error(`${id}/${quantity} was not checked`);
        pairs.push([{ id, quantity, subject, spec, work, batchSizes }, result]);
      }
    }
  }
  return pairs;
}
