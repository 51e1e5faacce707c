import type { Measurement } from "@evenkeel/core";

/** `provider reported`. */
export function basisWords(basis: Measurement["basis"]): string {
  return basis.replaceAll("_", " ");
}

/** Nothing of what was measured here, which goes without saying. */
export function basisNotes(basis: Measurement["basis"]): string[] {
  return basis === "measured" ? [] : [basisWords(basis)];
}
