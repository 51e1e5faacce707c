import type { Shape } from "@evenkeel/core";
import type { ElementType, OnnxTensor } from "./onnx/model.ts";

/** The constants of a graph, each stored once: equal ones share a name. */
export class ConstantPool {
  readonly #all: OnnxTensor[] = [];
  /** Those of one type, shape and hash; mostly one. */
  readonly #alike = new Map<string, OnnxTensor[]>();

  /** In the order in which they were added. */
  get all(): readonly OnnxTensor[] {
    return this.#all;
  }

  /** The name of the constant of this type, shape and data, bit by bit; a new one gets the name that `fresh` gives. */
  nameOf(type: ElementType, dims: Shape, data: OnnxTensor["data"], fresh: () => string): string {
    const words = wordsOf(data);
    const key = `${type}[${dims.join(",")}]${hash(words)}`;
    const alike = this.#alike.get(key) ?? [];
    const known = alike.find((constant) => areEqual(wordsOf(constant.data), words));
    if (known !== undefined) return known.name;
    const added = { name: fresh(), type, dims, data };
    this.#all.push(added);
    this.#alike.set(key, [...alike, added]);
    return added.name;
  }
}

function wordsOf({ buffer, byteOffset, byteLength }: OnnxTensor["data"]): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT);
}

/** FNV-1a over 32-bit words, their high bits folded down. */
function hash(words: Int32Array): number {
  let value = 0x81_1c_9d_c5;
  for (let at = 0; at < words.length; at += 1) {
    value = Math.imul(value ^ (words[at] as number), 0x01_00_01_93);
    value ^= value >>> 15;
  }
  return value;
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at]);
}
