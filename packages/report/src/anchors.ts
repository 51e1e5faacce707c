import { gateFailureOf, type Place, type RunData } from "@evenkeel/analysis";
import type { CheckResult } from "@evenkeel/core";
import { slug } from "./html.ts";

/** Where on the page a failed check is told. */
export function checkAnchor(backend: string, { id }: CheckResult): string {
  return `check-${slug(backend)}.${slug(id)}`;
}

/** Where the numbers of a check's subject and quantity are told. */
export function groupAnchor(backend: string, { scope, subject, quantity }: CheckResult): string {
  return `gate-${slug(backend)}.${scope}.${slug(subject)}.${quantity}`;
}

/** Where on the page it is told why a backend's training of a workload is not comparable; null where nothing tells. */
export function failureAnchor(data: RunData, place: Place): string | null {
  const failure = gateFailureOf(data, place);
  if (failure === null) return null;
  return "check" in failure ? checkAnchor(place.backend, failure.check) : `cell-${failure.cellId}`;
}
