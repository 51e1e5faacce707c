import type { LayerOf } from "@evenkeel/core";
import type { Value } from "../../graph-builder.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import { pixelCount } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";

/**
 * Normalises each channel by the batch's own mean and biased variance; the gradient goes through both (Ioffe & Szegedy
 * 2015, section 3). The moving statistics are carried along for prediction.
 */
export function batchNorm(context: TrainingContext, layer: LayerOf<"batch-norm">, map: FeatureMap): LayerStep {
  const { graph, batch } = context;
  const input = context.pixelMajor(map);
  const pixels = pixelCount(input);
  const mean = (rows: Value): Value => graph.op("Mul", [batch.sumRows(rows, pixels), batch.inverse(pixels)]);
  const gamma = context.weight(layer.name, "gamma");

  const batchMean = mean(input.value);
  const centred = graph.op("Sub", [input.value, batchMean]);
  const variance = mean(graph.op("Mul", [centred, centred]));
  const deviation = graph.op("Sqrt", [graph.op("Add", [variance, graph.float32(layer.epsilon)])]);
  const normalised = graph.op("Div", [centred, deviation]);
  const scaled = graph.op("Mul", [normalised, gamma]);
  moveStatistic(context, layer, "movingMean", batchMean);
  moveStatistic(context, layer, "movingVariance", variance);
  return {
    output: { ...input, value: graph.op("Add", [scaled, context.weight(layer.name, "beta")]), needsGradient: true },
    backward: (gradient) => {
      const products = graph.op("Mul", [gradient, normalised]);
      context.addGradient(layer.name, "beta", batch.sumRows(gradient, pixels));
      context.addGradient(layer.name, "gamma", batch.sumRows(products, pixels));
      if (!input.needsGradient) return [null];
      const alongNormalised = graph.op("Mul", [normalised, mean(products)]);
      const rest = graph.op("Sub", [graph.op("Sub", [gradient, mean(gradient)]), alongNormalised]);
      return [graph.op("Mul", [rest, graph.op("Div", [gamma, deviation])])];
    },
  };
}

/** moving ← momentum · moving + (1 − momentum) · batch */
function moveStatistic(
  context: TrainingContext,
  { name, momentum }: LayerOf<"batch-norm">,
  slot: "movingMean" | "movingVariance",
  batchValue: Value,
): void {
  const { graph, statistics } = context;
  const kept = graph.op("Mul", [context.weight(name, slot), graph.float32(momentum)]);
  const added = graph.op("Mul", [batchValue, graph.float32(1 - momentum)]);
  statistics.set(`${name}.${slot}`, graph.op("Add", [kept, added]));
}
