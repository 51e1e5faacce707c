import type { LayerOf } from "@evenkeel/core";
import type { Value } from "../../graph-builder.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import { pixelCount } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";

/**
 * Normalises each channel by the batch's own mean and biased variance; the gradient goes through both (Ioffe & Szegedy
 * 2015, section 3). The moving statistics are carried along for prediction. `bias` is what belongs to each channel of
 * the map but was not added to it: only the moving mean sees it.
 */
export function batchNorm(
  context: TrainingContext,
  layer: LayerOf<"batch-norm">,
  map: FeatureMap,
  bias: Value | null = null,
): LayerStep {
  const { graph, batch } = context;
  const input = context.pixelMajor(map);
  const pixels = pixelCount(input);
  const { channels } = input;
  const sumRows = (rows: Value): Value => batch.sumRows(rows, pixels, channels);
  const mean = (rows: Value): Value => graph.op("Mul", [sumRows(rows), batch.inverse(pixels)]);
  const gamma = context.weight(layer.name, "gamma");

  const each = (operator: "Add" | "Sub" | "Mul", rows: Value, values: Value): Value =>
    batch.perChannel(operator, rows, pixels, channels, values);
  const batchMean = mean(input.value);
  const centred = each("Sub", input.value, batchMean);
  const variance = mean(graph.op("Mul", [centred, centred]));
  const raised = graph.op("Add", [variance, graph.float32(layer.epsilon)]);
  const deviation = graph.op("Sqrt", [raised]);
  // Dividing one row of channels instead of the map saves a pass over the map.
  const scale = graph.op("Div", [gamma, deviation]);
  const scaled = each("Mul", centred, scale);
  moveStatistic(context, layer, "movingMean", bias === null ? batchMean : graph.op("Add", [batchMean, bias]));
  moveStatistic(context, layer, "movingVariance", variance);
  return {
    output: { ...input, value: each("Add", scaled, context.weight(layer.name, "beta")), needsGradient: true },
    backward: (gradient) => {
      const sum = sumRows(gradient);
      const along = sumRows(graph.op("Mul", [gradient, centred]));
      context.addGradient(layer.name, "beta", sum);
      context.addGradient(layer.name, "gamma", graph.op("Div", [along, deviation]));
      if (!input.needsGradient) return [null];
      // scale · (d − mean(d) − centred · mean(d ∘ centred) / (variance + ε)), the rows of channels computed first
      const scaledMean = graph.op("Mul", [scale, batch.inverse(pixels)]);
      const slope = graph.op("Div", [graph.op("Mul", [along, scaledMean]), raised]);
      const rest = graph.op("Sub", [each("Mul", gradient, scale), each("Mul", centred, slope)]);
      return [each("Sub", rest, graph.op("Mul", [sum, scaledMean]))];
    },
  };
}

/**
 * moving ← moving + (1 − momentum) · (batch − moving): one rounding at the size of the statistic, where momentum ·
 * moving + (1 − momentum) · batch has three, as large as a hundred-thousandth of the step at momentum 0.99.
 */
function moveStatistic(
  context: TrainingContext,
  { name, momentum }: LayerOf<"batch-norm">,
  slot: "movingMean" | "movingVariance",
  batchValue: Value,
): void {
  const { graph, statistics } = context;
  const moving = context.weight(name, slot);
  const step = graph.op("Mul", [graph.op("Sub", [batchValue, moving]), graph.float32(1 - momentum)]);
  statistics.set(`${name}.${slot}`, graph.op("Add", [moving, step]));
}
