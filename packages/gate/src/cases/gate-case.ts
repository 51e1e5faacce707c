import type { Backend, LoadOptions, ModelSpec } from "@evenkeel/core";
import type { CheckName } from "../judge.ts";
import type { Pair } from "../lesson/differences.ts";
import type { Quantity } from "../tolerances.ts";

/** Work done on a backend and on the oracle, and what is compared of it. */
export interface Part {
  /** False: checked of backends that only predict, too. */
  readonly trains: boolean;
  /** Each becomes a check. */
  readonly quantities: readonly Quantity[];
  /** Gives at least one pair for each of the quantities. */
  readonly compare: (backend: Backend, options: LoadOptions) => Promise<ReadonlyMap<Quantity, readonly Pair[]>>;
}

/** A network with weights and inputs, and all that is compared on it; no quantity twice. */
export interface GateCase extends CheckName {
  readonly spec: ModelSpec;
  readonly parts: readonly Part[];
}
