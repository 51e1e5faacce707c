import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostTensor } from "@evenkeel/core";
import { initialWeights, zoo } from "@evenkeel/models";
import { using } from "@evenkeel/gate";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onnxCpu } from "../../src/cpu.ts";
import { openOnnxFile } from "../../src/index.ts";
import { exportOnnx, type OnnxFileOptions } from "../../src/index.ts";
import { onnxFacts } from "../../src/file/facts.ts";
import { MalformedFile } from "../../src/file/wire.ts";
import { madeFile } from "./made-files.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-onnx-"));
});
afterAll(() => rm(folder, { recursive: true }));

const nchw = ["N", 3, 8, 6] as const;

async function written(bytes: Uint8Array): Promise<string> {
  const file = join(folder, "mine.onnx");
  await writeFile(file, bytes);
  return file;
}

async function opened(made: Parameters<typeof madeFile>[0], options: Partial<OnnxFileOptions> = {}) {
  return openOnnxFile(await written(madeFile(made)), { name: "mine", ...options });
}

describe("how an ONNX file is called", () => {
  it("is read in the file, and said to be", async () => {
    const { network, interface: own, labels, stated } = await opened({ input: nchw, last: "Softmax" });
    expect(network).toMatchObject({ name: "mine", input: { height: 8, width: 6, channels: 3 }, classes: 3 });
    expect(own.input).toMatchObject({ name: "x", layout: "nchw", scale: 1, mean: [0, 0, 0], batch: null });
    expect(own.output).toEqual({ name: "scores", meaning: "probabilities" });
    expect(labels).toBeNull();
    expect(stated).toMatchObject({
      layout: "file",
      size: "file",
      meaning: "file",
      scale: "assumed",
      labels: "assumed",
    });
  });

  it("is read in the metadata where the file has some", async () => {
    const metadata = {
      "Image.BitmapPixelFormat": "Bgr8",
      "Image.NominalPixelRange": "Normalized_1_1",
      names: "{0: 'a', 1: \"b's\", 2: 'c'}",
    };
    const { interface: own, labels, stated } = await opened({ input: nchw, metadata });
    expect(own.input).toMatchObject({ channelOrder: "bgr", mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] });
    expect(labels).toEqual(["a", "b's", "c"]);
    expect(stated).toMatchObject({ channelOrder: "file", mean: "file", labels: "file" });
  });

  it("is as declared, above all", async () => {
    const mean = [1, 2, 3, 4, 5, 6];
    const input = { layout: "nhwc", height: 3, width: 8, scale: 255, mean, channels: 6 } as const;
    const { network, interface: own } = await opened({ input: nchw }, { input, output: { meaning: "probabilities" } });
    expect(network.input).toEqual({ height: 3, width: 8, channels: 6 });
    expect(own.input).toMatchObject({ scale: 255, mean: [1, 2, 3, 4, 5, 6] });
    expect(own.output.meaning).toBe("probabilities");
  });

  it("is all said in the files that are exported here, but what the outputs stand for", async () => {
    for (const spec of zoo.values()) {
      const file = await written(exportOnnx(spec, initialWeights(spec, 1)));
      const { network, interface: own, stated } = await openOnnxFile(file, { name: "mine" });
      expect([network.input, network.classes]).toEqual([spec.input, spec.classes]);
      expect(own.input).toMatchObject({ name: "images", layout: "nhwc", scale: 1, batch: null });
      expect(stated).toMatchObject({ layout: "file", channelOrder: "file", scale: "file", labels: "assumed" });
    }
  });
});

describe("a file that cannot be called so is refused in a line", () => {
  it.each<[string, Parameters<typeof madeFile>[0], Partial<OnnxFileOptions>, RegExp]>([
    ["a wrong input name", { input: nchw }, { input: { name: "y" } }, /no such input; expected "x"; got "y"/],
    ["a wrong output name", { input: nchw }, { output: { name: "z" } }, /no such output; expected "scores"; got "z"/],
    ["several outputs", { input: nchw, outputs: ["a", "b"] }, {}, /several outputs; .*got "a", "b"; say which/],
    ["another height", { input: nchw }, { input: { height: 9 } }, /declared height .*expected 8; got 9/],
    ["the other layout", { input: nchw }, { input: { layout: "nhwc", channels: 3 } }, /channels .*expected 6; got 3/],
    ["an axis that is open", { input: ["N", 3, "H", "W"] }, {}, /leaves the height of its images open; declare it/],
    ["no telling axis", { input: ["N", 3, 8, 3] }, {}, /which axis the channels are.*layout=nchw or layout=nhwc/],
    ["no images", { input: ["N", 784] }, {}, /takes no batches of images; expected 4 axes.*got \[\?, 784\]/],
    ["other labels than outputs", { input: nchw }, { labels: ["a", "b"] }, /expected 3 labels.*got 2/],
    ["open classes", { input: nchw, output: ["N", "C"] }, {}, /how many classes.*--labels/],
    ["labels out of real numbers", { input: nchw }, { output: { meaning: "labels" } }, /declared meaning.*got labels/],
    ["means of other channels", { input: nchw }, { input: { mean: [1, 2] } }, /expected 1 number, or 3; got 2/],
  ])("%s", async (_, made, options, message) => {
    await expect(opened(made, options)).rejects.toThrow(message);
  });

  it("weights in another file, wherever its tensors are", async () => {
    const outside = { name: "w", type: "float32", dims: [1], data: Float32Array.of(1) } as const;
    const bytes = madeFile({
      input: nchw,
      change: (graph) => ({ ...graph, initializers: [...graph.initializers, outside] }),
    });
    // The tensor's raw data (field 9, four bytes) becomes external data (13), an entry of two empty texts.
    const at = Buffer.from(bytes).indexOf(Buffer.from([0x4a, 0x04, 0, 0, 0x80, 0x3f]));
    bytes.set([0x6a, 0x04, 0x0a, 0x00, 0x12, 0x00], at);
    await expect(openOnnxFile(await written(bytes), { name: "mine" })).rejects.toThrow(/keeps weights in another file/);
  });

  it("no ONNX file, a cut one, none", async () => {
    const file = await written(Buffer.from("hello, this is a text"));
    await expect(openOnnxFile(file, { name: "mine" })).rejects.toThrow(/not a whole ONNX file/);
    await written(madeFile({ input: nchw }));
    await truncate(file, 60);
    await expect(openOnnxFile(file, { name: "mine" })).rejects.toThrow(/not a whole ONNX file/);
    await expect(openOnnxFile(join(folder, "none"), { name: "mine" })).rejects.toThrow(/cannot be read.*ENOENT/);
  });

  it("any bytes, in no other way", () => {
    const whole = madeFile({ input: nchw });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const bytes = Uint8Array.from(whole);
        bytes[at] = value;
        expect(() => readAll(bytes)).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => readAll(bytes)).not.toThrow();
      }),
    );
  });
});

function readAll(bytes: Uint8Array): void {
  try {
    const facts = onnxFacts(bytes);
    for (const { name } of facts.outputs) facts.operatorOf(name);
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
  }
}

describe("a model of a file", () => {
  it("gets images in its layout, order and range, in runs of its batch", async () => {
    const [mean, deviation] = [
      [1, 2, 3],
      [2, 4, 8],
    ];
    const input = { channelOrder: "bgr" as const, scale: 255, mean, deviation };
    const info = await opened({ input: [2, 3, 4, 5], output: [2, 3] }, { input });
    const source = {
      kind: "onnx",
      network: info.network,
      file: join(folder, "mine.onnx"),
      interface: info.interface,
    } as const;
    const images = hostTensor(
      [3, 4, 5, 3],
      Float32Array.from({ length: 180 }, (_, at) => ((at * 7) % 256) / 255),
    );
    const { value } = await using(onnxCpu.load(source, { threads: 1 }), (model) => model.predict(images));
    expect(value.shape).toEqual([3, 3]);
    for (const image of [0, 1, 2]) {
      for (const channel of [0, 1, 2]) {
        const pixels = Array.from({ length: 20 }, (_, at) => images.data[image * 60 + at * 3 + (2 - channel)] ?? 0);
        const sum = pixels.reduce(
          (all, pixel) => all + (255 * pixel - (mean[channel] ?? 0)) / (deviation[channel] ?? 1),
          0,
        );
        expect(value.data[image * 3 + channel]).toBeCloseTo(sum, 2);
      }
    }
  });

  it("says what ONNX Runtime says of operators that it lacks", async () => {
    const change = (graph: Parameters<NonNullable<Parameters<typeof madeFile>[0]["change"]>>[0]) => ({
      ...graph,
      nodes: graph.nodes.map((node) => ({ ...node, type: node.type === "Identity" ? "Unheard" : node.type })),
    });
    const info = await opened({ input: nchw, change });
    const source = {
      kind: "onnx",
      network: info.network,
      file: join(folder, "mine.onnx"),
      interface: info.interface,
    } as const;
    await expect(onnxCpu.load(source, { threads: 1 })).rejects.toThrow(/ONNX Runtime refused the model; got .*Unheard/);
  });
});
