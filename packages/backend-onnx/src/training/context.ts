import type { ModelSpec, Shape } from "@evenkeel/core";
import { inferShapes } from "@evenkeel/models";
import type { GraphBuilder, Value } from "../graph-builder.ts";
import type { Choices } from "./choices.ts";
import { BatchValues } from "./batch-values.ts";
import type { FeatureMap } from "./feature-map.ts";
import { pixelCount } from "./feature-map.ts";

/** Graph input of the images, [N, H, W, C]. */
export const imagesInput = "images";

/** Graph input of a dropout layer's mask, [N, …shape of the layer]. */
export function maskInput(layer: string): string {
  return `mask:${layer}`;
}

/** What layers share while the training graph is written: the builder, weights, gradients, values of the batch. */
export class TrainingContext {
  readonly graph: GraphBuilder;
  readonly batch: BatchValues;
  /** The batch's images, in the order in which they came: the only map of a layer that is not pixel-major. */
  readonly images: FeatureMap;
  /** By slot name: the gradient of the loss, in the slot's element order. */
  readonly gradients = new Map<string, Value>();
  /** By slot name: what a batch-norm statistic becomes after this step. */
  readonly statistics = new Map<string, Value>();
  readonly choices: Choices;
  readonly #weights: ReadonlyMap<string, Value>;
  readonly #shapes: ReadonlyMap<string, Shape>;
  #imagesPixelMajor: FeatureMap | null = null;

  /** `weights` are values by slot name, in the slot's shape. */
  constructor(graph: GraphBuilder, spec: ModelSpec, weights: ReadonlyMap<string, Value>, choices: Choices) {
    this.graph = graph;
    this.choices = choices;
    this.#weights = weights;
    this.#shapes = inferShapes(spec);
    this.images = this.#hostInput(imagesInput, "input");
    this.batch = new BatchValues(graph, imagesInput);
  }

  weight(layer: string, slot: string): Value {
    const value = this.#weights.get(`${layer}.${slot}`);
    if (value === undefined) throw new RangeError(`no weight ${layer}.${slot}`);
    return value;
  }

  addGradient(layer: string, slot: string, gradient: Value): void {
    this.gradients.set(`${layer}.${slot}`, gradient);
  }

  /** The mask of a dropout layer, pixel-major. */
  mask(layer: string): Value {
    return this.#toPixelMajor(this.#hostInput(maskInput(layer), layer)).value;
  }

  /** The same map with its rows in pixel-major order. */
  pixelMajor(map: FeatureMap): FeatureMap {
    if (map.order === "pixel-major") return map;
    this.#imagesPixelMajor ??= this.#toPixelMajor(map);
    return this.#imagesPixelMajor;
  }

  #hostInput(name: string, layer: string): FeatureMap {
    const shape = this.#shapes.get(layer);
    if (shape === undefined) throw new RangeError(`no shape of ${layer}`);
    const value = this.graph.input(name, ["N", ...shape]);
    const [height = 1, width = 1, channels = 1] = shape.length === 3 ? shape : [1, 1, ...shape];
    return { value, height, width, channels, order: "image-major", needsGradient: false };
  }

  #toPixelMajor(map: FeatureMap): FeatureMap {
    const { graph } = this;
    const pixels = graph.reshape(map.value, [-1, pixelCount(map), map.channels]);
    const moved = pixelCount(map) === 1 ? pixels : graph.transpose(pixels, [1, 0, 2]);
    const rows = graph.reshape(moved, [-1, map.channels]);
    return { ...map, value: rows, order: "pixel-major" };
  }
}
