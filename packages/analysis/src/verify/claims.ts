import { runFile, type Run } from "@evenkeel/run-folder";
import { Findings, type Finding } from "./finding.ts";

/**
 * The claims of a run. They are to be made again here from its cells and samples, once analysis makes claims; until
 * then no run has any, and one that stands there came from nowhere.
 */
export function verifyClaims({ claims }: Run): Finding {
  const found = new Findings("claims");
  for (const [index, claim] of claims.entries())
    found.compare({ file: runFile, path: `claims[${index}]` }, undefined, claim);
  return found.finding();
}
