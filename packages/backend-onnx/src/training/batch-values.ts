import type { GraphBuilder, Value } from "../graph-builder.ts";
import { elementTypes } from "../onnx/model.ts";

/** Values that follow from the number of images in a batch, known when the graph runs. Each is computed once. */
export class BatchValues {
  readonly #graph: GraphBuilder;
  readonly #images: Value;
  readonly #shared = new Map<string, Value>();

  constructor(graph: GraphBuilder, images: Value) {
    this.#graph = graph;
    this.#images = images;
  }

  /** 1 ÷ (N · count), shape [1]: turns a sum over `count` values an image into their mean. */
  inverse(count: number): Value {
    return this.#once(`inverse ${count}`, () => {
      const size = this.#graph.op("Cast", [this.#size()], { to: elementTypes.float32 });
      return this.#graph.op("Div", [this.#graph.float32(1 / count), size]);
    });
  }

  /**
   * The sum over the rows of a [pixels·N, columns] matrix, shape [1, columns]. A product with a row of ones takes half
   * of ReduceSum's time on one thread and a third on two. It is taken in blocks, the pixels before the images: a
   * product adds up one value after another, and over 100,000 rows float32 would lose a digit and a half.
   */
  sumRows(matrix: Value, pixels: number, columns: number): Value {
    const graph = this.#graph;
    let sums = matrix;
    for (const block of blocksOf(pixels)) {
      if (block === 1) continue;
      const ones = this.#once(`${block} ones`, () => graph.float32(new Float32Array(block).fill(1), [1, block]));
      sums = graph.op("MatMul", [ones, graph.reshape(sums, [block, -1])]);
    }
    const images = this.#once("a one for every image", () => {
      const shape = graph.concat([graph.int64s([1]), this.#size()], 0);
      return graph.op("Expand", [graph.float32(1), shape]);
    });
    return graph.op("MatMul", [images, graph.reshape(sums, [-1, columns])]);
  }

  /**
   * A map [pixels·N, channels] combined with one value for each channel. The values are first repeated for every image,
   * so that the operator runs over N·channels numbers at a time: over rows of 16 channels it takes five times as long
   * (measured on 32768×16, one thread), over rows of 32 three times.
   */
  perChannel(operator: "Add" | "Sub" | "Mul", map: Value, pixels: number, channels: number, values: Value): Value {
    const repeated = this.#once(`${values} for every image`, () => {
      const shape = this.#once(`images of ${channels}`, () =>
        this.#graph.concat([this.#size(), this.#graph.int64s([channels])], 0),
      );
      const rows = this.#graph.op("Expand", [this.#graph.reshape(values, [1, channels]), shape]);
      return this.#graph.reshape(rows, [1, -1]);
    });
    const blocks = this.#graph.op(operator, [this.#graph.reshape(map, [pixels, -1]), repeated]);
    return this.#graph.reshape(blocks, [-1, channels]);
  }

  /**
   * Row numbers, in a pixel-major [pixels·N, channels] matrix, of a table of pixels: [outputs, taps] becomes
   * [outputs, N, taps]. Pixel `padding` (one past the last) stands for the single padding row at the matrix' end.
   */
  rowNumbers(pixels: Int32Array, taps: number, padding: number): Value {
    const size = this.#once("size as int32", () => this.#graph.op("Cast", [this.#size()], { to: elementTypes.int32 }));
    const images = this.#once("image numbers", () => {
      const scalar = this.#graph.reshape(size, []);
      const range = this.#graph.op("Range", [this.#graph.int32s([0], []), scalar, this.#graph.int32s([1], [])]);
      return this.#graph.reshape(range, [1, -1, 1]);
    });
    const first = this.#graph.op("Mul", [this.#graph.int32s(pixels, [pixels.length / taps, 1, taps]), size]);
    const rows = this.#graph.op("Add", [first, images]);
    if (!pixels.includes(padding)) return rows;
    return this.#graph.op("Min", [rows, this.#graph.op("Mul", [size, this.#graph.int32s([padding])])]);
  }

  /** N, an int64 of shape [1]. */
  #size(): Value {
    return this.#once("size", () => this.#graph.op("Shape", [this.#images], { start: 0, end: 1 }));
  }

  #once(key: string, emit: () => Value): Value {
    const value = this.#shared.get(key) ?? emit();
    this.#shared.set(key, value);
    return value;
  }
}

/** So many pixels are summed in one block, and more in two. */
const fewPixels = 512;

/**
 * Factors of a number of pixels: itself, or where it is large, the two that are nearest to each other. Those of a large
 * prime are itself and 1: that sum stays long.
 */
function blocksOf(pixels: number): readonly number[] {
  if (pixels <= fewPixels) return [pixels];
  let factor = Math.floor(Math.sqrt(pixels));
  while (pixels % factor !== 0) factor -= 1;
  return [pixels / factor, factor];
}
