import type { HostTensor, MemoryReport, Model, OnnxSource, Outputs, RuntimeInfo, Timed } from "@evenkeel/core";
import { BackendError, hostTensor } from "@evenkeel/core";
import { readFile } from "node:fs/promises";
import { imageEncoder, type EncodeImages } from "./file/image-encoder.ts";
import { float32Tensor, runSession, type OnnxRuntime, type Session } from "./session.ts";

/** A model of an ONNX file, as it is: nothing of ours computes beside what its interface says of the images. */
export class FileModel implements Model {
  readonly runtime: RuntimeInfo;
  readonly outputs: Outputs;
  readonly #runtime: OnnxRuntime;
  readonly #source: OnnxSource;
  readonly #encode: EncodeImages;
  #session: Session | null;

  private constructor(runtime: OnnxRuntime, session: Session, source: OnnxSource) {
    this.runtime = runtime.info;
    this.outputs = source.interface.output.meaning;
    this.#runtime = runtime;
    this.#session = session;
    this.#source = source;
    this.#encode = imageEncoder(source.interface.input, source.network.input);
  }

  static async create(runtime: OnnxRuntime, source: OnnxSource): Promise<FileModel> {
    const session = await runtime.openFile(await readFile(source.file));
    return new FileModel(runtime, session, source);
  }

  /** A file that fixes its batch gets so many images a run, one run after another, the last one filled with black. */
  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    const [count = 0] = images.shape;
    const { batch } = this.#source.interface.input;
    const perRun = batch ?? count;
    const parts: Float32Array[] = [];
    let computeMs = 0;
    for (let first = 0; first < count; first += perRun) {
      const part = this.#encode(images, { first, count: perRun });
      const startMs = performance.now();
      const values = await this.#run(part, perRun);
      computeMs += performance.now() - startMs;
      parts.push(values);
    }
    const width = this.outputs === "labels" ? 1 : this.#source.network.classes;
    const shape = this.outputs === "labels" ? [count] : [count, width];
    return { value: hostTensor(shape, joined(parts, count * width)), computeMs };
  }

  memory(): Promise<MemoryReport> {
    return Promise.resolve(this.#runtime.memory());
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.release();
  }

  async #run(images: HostTensor, count: number): Promise<Float32Array> {
    const session = this.#session;
    if (session === null) throw new BackendError("predict was called after dispose");
    const { input, output } = this.#source.interface;
    const outputs = await runSession(session, {
      [input.name]: float32Tensor(this.#runtime, images.data, images.shape),
    });
    const found = outputs[output.name];
    const expected = count * (this.outputs === "labels" ? 1 : this.#source.network.classes);
    if (found?.data.length === expected) return numbersOf(found.data);
    const { name } = this.#source.network;
    throw new BackendError("gave another number of values than its file lets expect", {
      where: `${name}, output "${output.name}"`,
      expected: `${expected} for ${count} images`,
      got: found === undefined ? "no such output" : `[${found.dims.join(", ")}]`,
    });
  }
}

/** Whole numbers and doubles, too, as float32. */
function numbersOf(data: { readonly [Symbol.iterator]: unknown }): Float32Array {
  if (data instanceof Float32Array) return data;
  return Float32Array.from(data as unknown as Iterable<number | bigint>, Number);
}

/** The values of all runs, without those of images that only filled the last one. */
function joined(parts: readonly Float32Array[], length: number): Float32Array {
  const [first] = parts;
  if (parts.length === 1 && first?.length === length) return first;
  const all = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part.subarray(0, length - at), at);
    at += part.length;
  }
  return all;
}
