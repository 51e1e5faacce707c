import { referenceBackend } from "@evenkeel/backend-reference";
import {
  layerKinds,
  UnsupportedError,
  type Backend,
  type CheckResult,
  type LayerKind,
  type LoadOptions,
  type ModelSpec,
} from "@evenkeel/core";
import { checkRandom, mostQuantities, type RandomNetworks } from "./random/check-random.ts";
import type { GateCase, Part } from "./cases/gate-case.ts";
import { oracleCases } from "./cases/oracle-cases.ts";
import { compare } from "./compare.ts";
import { layerCases } from "./cases/layer-cases.ts";
import { modelCase } from "./cases/model-cases.ts";
import { judge, notCompared } from "./judge.ts";
import { tolerances } from "./tolerances.ts";

export interface CheckOptions {
  /** The layer kinds to check; every kind where left out. */
  readonly layers?: ReadonlySet<LayerKind>;
  /** Whole networks to check, too; none where left out. */
  readonly models?: readonly ModelSpec[];
  /** Networks drawn at random to check, too; none where left out. */
  readonly random?: RandomNetworks | null;
  /** Threads to compute with; the backend's own default where left out or null. */
  readonly threads?: number | null;
  /** Called after each check: how many are done, of how many. */
  readonly onCheck?: (result: CheckResult, done: number, of: number) => void | Promise<void>;
}

/**
 * The gradient gate: predictions, losses, gradients, updates and statistics of a backend against the float64 oracle,
 * for each layer kind and for whole networks. Never rejects for what the backend does: a check that throws becomes an
 * `error`, one of a layer that the backend leaves out of `supports` becomes `unsupported`. Whether the backend is
 * available is the caller's question (`probe`).
 */
export async function runChecks(backend: Backend, options: CheckOptions = {}): Promise<CheckResult[]> {
  const cases = planCases(backend, options);
  const { threads = null, random = null } = options;
  const planned = cases.reduce((sum, { parts }) => sum + parts.flatMap(({ quantities }) => quantities).length, 0);
  const of = planned + (random?.count ?? 0) * mostQuantities;
  const results: CheckResult[] = [];
  for (const one of cases) {
    for (const result of await runCase(backend, one, { threads })) {
      results.push(result);
      await options.onCheck?.(result, results.length, of);
    }
  }
  const run = async (one: GateCase) => runCase(backend, one, { threads });
  for (let index = 0; index < (random?.count ?? 0); index += 1) {
    const found = await checkRandom((random?.seed ?? 0) + index, run);
    for (const [at, result] of found.entries()) {
      results.push(result);
      await options.onCheck?.(result, planned + index * mostQuantities + at + 1, of);
    }
  }
  return results;
}

/** What `runChecks` does, case by case. */
export function planCases(backend: Backend, { layers, models = [] }: CheckOptions): GateCase[] {
  const kinds = layerKinds.filter((kind) => layers?.has(kind) ?? true);
  const cases = [...kinds.flatMap(layerCases), ...models.map((spec) => modelCase(spec, backend.slow === true))];
  return backend === referenceBackend ? oracleCases(cases) : cases;
}

/** All checks of one case. */
export async function runCase(backend: Backend, one: GateCase, options: LoadOptions): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const part of one.parts) results.push(...(await runPart(backend, one, part, options)));
  return results;
}

async function runPart(backend: Backend, one: GateCase, part: Part, options: LoadOptions): Promise<CheckResult[]> {
  const refused = refusal(backend, one, part);
  const all = (verdict: "unsupported" | "error", message: string) =>
    part.quantities.map((quantity) => notCompared(one, quantity, verdict, message, tolerances[quantity]));
  if (refused !== null) return all("unsupported", refused);
  try {
    const pairs = await compare(backend, part, options);
    return part.quantities.map((quantity) =>
      judge(one, one.spec, quantity, pairs.get(quantity) ?? [], tolerances[quantity]),
    );
  } catch (error) {
    if (one.mayBeRefused === true && error instanceof UnsupportedError) return all("unsupported", error.finding);
    return all("error", error instanceof Error ? error.message : String(error));
  }
}

/** Why a backend need not be asked, or null. */
function refusal(backend: Backend, { spec }: GateCase, { work }: Part): string | null {
  const { supports } = backend;
  const lacking = new Set(spec.layers.map(({ kind }) => kind).filter((kind) => !supports.layers.has(kind)));
  if (lacking.size > 0) return `it has no ${[...lacking].join(", ")}`;
  const trains = work === "gradients" || work === "update";
  return trains && (!supports.training || backend.loadTrainable === undefined) ? "it does not train" : null;
}
