import type { Layer, LayerKind, LayerOf } from "@evenkeel/core";
import { definitionOf } from "./layers/index.ts";

type Pair = readonly [number, number];
/** A layer before it has its place: `sequential` adds the input, and a name where there is none. */
type Unplaced<K extends LayerKind = LayerKind> = {
  [Kind in K]: Omit<LayerOf<Kind>, "name" | "inputs"> & { name?: string };
}[K];

interface WindowChoices {
  readonly strides?: Pair;
  readonly padding?: "valid" | "same";
  readonly dilation?: Pair;
  readonly bias?: boolean;
}

const window = ({ strides = [1, 1], padding = "valid", dilation = [1, 1], bias = true }: WindowChoices = {}) => ({
  strides,
  padding,
  dilation,
  bias,
});

export const conv = (filters: number, kernel: Pair, choices?: WindowChoices): Unplaced<"conv2d"> => ({
  kind: "conv2d",
  filters,
  kernel,
  ...window(choices),
});

export const dense = (units: number): Unplaced<"dense"> => ({ kind: "dense", units, bias: true });

/** Windows beside each other; odd edges are dropped. */
export const maxPool = (size: number): Unplaced<"max-pool2d"> => ({ kind: "max-pool2d", ...squareWindow(size) });

export const averagePool = (size: number): Unplaced<"average-pool2d"> => ({
  kind: "average-pool2d",
  ...squareWindow(size),
});

export const relu = (): Unplaced<"relu"> => ({ kind: "relu" });

export const dropout = (rate: number): Unplaced<"dropout"> => ({ kind: "dropout", rate });

export const flatten = (): Unplaced<"flatten"> => ({ kind: "flatten" });

function squareWindow(size: number): { size: Pair; strides: Pair; padding: "valid" } {
  return { size: [size, size], strides: [size, size], padding: "valid" };
}

/**
 * A chain of layers, each fed by the one before, named by kind and number: `conv1`, `relu1`, `max-pool1`, `conv2`, …
 */
export function sequential(...layers: readonly Unplaced[]): Layer[] {
  const seen = new Map<LayerKind, number>();
  let previous = "input";
  return layers.map((layer) => {
    const number = (seen.get(layer.kind) ?? 0) + 1;
    seen.set(layer.kind, number);
    const name = `${definitionOf(layer).stem}${number}`;
    const placed = { ...layer, name, inputs: [previous] } as Layer;
    previous = name;
    return placed;
  });
}
