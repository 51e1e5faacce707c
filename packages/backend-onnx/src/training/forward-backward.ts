import type { ModelSpec } from "@evenkeel/core";
import type { Value } from "../graph-builder.ts";
import type { TrainingContext } from "./context.ts";
import { emitStage } from "./emit-stage.ts";
import type { FeatureMap } from "./feature-map.ts";
import type { LayerStep } from "./layer-step.ts";
import type { Stage } from "./stages.ts";
import { planStages } from "./stages.ts";

/** A stage as it was written into the graph. */
interface EmittedStage {
  readonly stage: Stage;
  readonly step: LayerStep;
}

/** Writes the forward pass. The last stage gives the logits, [N, classes]. */
export function emitForward(
  context: TrainingContext,
  spec: ModelSpec,
): { readonly steps: readonly EmittedStage[]; readonly logits: Value } {
  const outputs = new Map<string, FeatureMap>([["input", context.images]]);
  const steps: EmittedStage[] = [];
  let last = context.images;
  for (const stage of planStages(spec, context.choices)) {
    const [first = last, ...rest] = stage.inputs.flatMap((name) => outputs.get(name) ?? []);
    const step = emitStage(context, stage, [first, ...rest]);
    last = step.output;
    outputs.set(stage.name, last);
    steps.push({ stage, step });
  }
  return { steps, logits: last.value };
}

/** Writes the backward pass, last stage first. Where several stages read one output, their gradients add up. */
export function emitBackward({ graph }: TrainingContext, steps: readonly EmittedStage[], gradient: Value): void {
  const arrived = new Map<string, Value[]>();
  const last = steps.at(-1);
  if (last !== undefined) arrived.set(last.stage.name, [gradient]);
  for (const { stage, step } of steps.toReversed()) {
    const gradients = arrived.get(stage.name);
    if (gradients === undefined || !step.output.needsGradient) continue;
    for (const [at, share] of step.backward(graph.sum(gradients)).entries()) {
      const input = stage.inputs[at];
      if (share === null || input === undefined) continue;
      arrived.set(input, [...(arrived.get(input) ?? []), share]);
    }
  }
}
