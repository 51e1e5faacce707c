import type { Layer, ModelSpec, TrainingRecipe } from "@evenkeel/core";
import { hasSchedule, inferShapes, stridesInside, windowGeometry } from "@evenkeel/models";

/**
 * The model as the Python side reads it: its layers with their output shapes, each windowed one with the padding that
 * TensorFlow's rules give it.
 */
export function planOf(spec: ModelSpec) {
  const shapes = inferShapes(spec);
  return {
    input: shapes.get("input"),
    layers: spec.layers.map((layer) => {
      const [height = 1, width = 1] = shapes.get(layer.inputs[0]) ?? [];
      return { ...layer, shape: shapes.get(layer.name), ...paddingOf(layer, height, width) };
    }),
  };
}

/** The recipe as the Python side reads it: whether each step comes with a learning rate of its own. */
export function planOfRecipe(recipe: TrainingRecipe | null) {
  return recipe && { loss: recipe.loss, optimizer: recipe.optimizer, ratesOfSteps: hasSchedule(recipe) };
}

function paddingOf(layer: Layer, height: number, width: number) {
  if (!("padding" in layer)) return {};
  const window = "size" in layer ? { ...layer, kernel: layer.size, dilation: [1, 1] as const } : layer;
  const { padTop, padBottom, padLeft, padRight } = windowGeometry({ height, width, ...window });
  const inside = layer.kind === "conv2d" && { strides: stridesInside(layer.strides, [height, width]) };
  return { pads: [padTop, padBottom, padLeft, padRight], ...inside };
}
