import { BackendError, hostTensor } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { createRemoteBackend } from "../src/index.ts";
import { numberedImages, oipEndpoint, sourceOf } from "./fixtures/endpoints.ts";
import { sendJson, serve, type Handler } from "./fixtures/loopback.ts";
import { flavours, logitsOf, oipServer } from "./fixtures/oip-server.ts";

const backend = createRemoteBackend({ environment: {} });

async function load(...[url, changes]: Parameters<typeof oipEndpoint>) {
  return backend.load(await sourceOf(oipEndpoint(url, changes)));
}

/** A server that answers an inference with this, and knows nothing else. */
function answering(outputs: object, about: object = {}): Handler {
  return ({ path }, response) =>
    path.endsWith("/infer") ? sendJson(response, { ...about, outputs: [outputs] }) : sendJson(response, {}, 404);
}

const expected = Array.from({ length: 7 }, (_, index) => logitsOf(numberedImages(1, index).data)).flat();

describe.each(flavours)("$name", (flavour) => {
  it.each(["json", "binary"] as const)("predicts what the server computes, in %s", async (encoding) => {
    if (encoding === "binary" && !flavour.binary) return;
    const server = await serve(oipServer(flavour));
    const model = await load(server.url, { encoding, imagesPerRequest: 3 });
    const { value } = await model.predict(numberedImages(7));
    expect(value.shape).toEqual([7, 10]);
    expect([...value.data]).toEqual(expected);
    // Ready, model ready, metadata; then batches of 3, 3 and 1.
    expect(server.received.map(({ method }) => method)).toEqual(["GET", "GET", "GET", "POST", "POST", "POST"]);
    await model.dispose();
  });

  it("says what another model lacks", async () => {
    const server = await serve(oipServer(flavour));
    const model = await load(server.url, { model: { name: "other", version: null } });
    await expect(model.predict(numberedImages(1))).rejects.toThrow(/gave no answer; got HTTP 404: unknown path/);
  });
});

describe("what the metadata says", () => {
  const triton = oipServer(flavours[0] as (typeof flavours)[number]);
  const tensor = oipEndpoint("http://127.0.0.1:1").tensor;

  it.each([
    [{ output: { name: "scores", meaning: "logits" } }, /an output named "scores"; got logits/],
    [{ tensor: { ...tensor, name: "x" } }, /an input named "x"; got images/],
    [{ tensor: { ...tensor, datatype: "FP64" } }, /an input of FP64; got FP32/],
    [{ tensor: { ...tensor, layout: "NCHW" } }, /an input of \[N, 1, 4, 4\]; got \[-1, 4, 4, 1\]/],
  ] as const)("is held against the endpoint file: %j", async (changes, message) => {
    const model = await load((await serve(triton)).url, changes);
    await expect(model.predict(numberedImages(1))).rejects.toThrow(BackendError);
    await expect(model.predict(numberedImages(1))).rejects.toThrow(message);
  });

  it("stops before a server that is not ready", async () => {
    const server = await serve((_, response) => sendJson(response, { ready: false }));
    const model = await load(server.url);
    await expect(model.predict(numberedImages(1))).rejects.toThrow(/\/v2\/health\/ready to say ready/);
    expect(server.received.filter(({ method }) => method === "POST")).toEqual([]);
  });

  it("is not needed", async () => {
    const data = logitsOf(numberedImages(1).data);
    const server = await serve(answering({ name: "logits", datatype: "FP32", shape: [1, 10], data }));
    expect((await (await load(server.url)).predict(numberedImages(1))).value.shape).toEqual([1, 10]);
  });
});

describe("preprocessing", () => {
  const seen = async (changes: Parameters<typeof oipEndpoint>[1]) => {
    const data = Array.from({ length: 10 }, () => 0);
    const server = await serve(answering({ name: "logits", datatype: "FP32", shape: [1, 10], data }));
    const input = { height: 1, width: 2, channels: 3 };
    const model = await load(server.url, { ...changes, input });
    await model.predict(hostTensor([1, 1, 2, 3], Float32Array.of(0, 0.5, 1, 1, 0.25, 0)));
    const { inputs } = JSON.parse(server.received.at(-1)?.body.toString() ?? "") as {
      inputs: { shape: number[]; data: number[] }[];
    };
    return inputs[0];
  };
  const tensor = { name: "images", layout: "NHWC", datatype: "FP32", scaling: "0-1" } as const;

  it("scales, shifts by channel and lays out as the file says", async () => {
    expect(await seen({ tensor })).toMatchObject({ shape: [1, 1, 2, 3], data: [0, 0.5, 1, 1, 0.25, 0] });
    expect(await seen({ tensor: { ...tensor, layout: "NCHW", scaling: "0-255" } })).toMatchObject({
      shape: [1, 3, 1, 2],
      data: [0, 255, 127.5, 63.75, 255, 0],
    });
    const shifted = { ...tensor, layout: "flat" as const, mean: [0.5, 0.5, 0], deviation: [0.5, 0.25, 2] };
    expect(await seen({ tensor: shifted })).toMatchObject({ shape: [1, 6], data: [-1, 0, 0.5, 1, -1, 0] });
    expect(await seen({ tensor: { ...tensor, datatype: "UINT8", scaling: "0-255" } })).toMatchObject({
      data: [0, 128, 255, 255, 64, 0],
    });
  });
});

describe("outputs", () => {
  const classes = [
    { class: "cat", label: "n02124075", output: 5 },
    { class: "dog", label: "n02099601", output: 1 },
  ];
  const two = [{ class: "cat" }, { class: "dog" }];
  const predict = async (outputs: object, changes: Parameters<typeof oipEndpoint>[1]) => {
    const model = await load((await serve(answering(outputs))).url, { imagesPerRequest: 2, classes, ...changes });
    return model.predictEach(numberedImages(2));
  };

  it("are the classes' places of a longer vector", async () => {
    const data = Array.from({ length: 12 }, (_, index) => index / 16);
    const output = { name: "p", meaning: "probabilities", count: 6 } as const;
    const { images } = await predict({ name: "p", datatype: "FP64", shape: [2, 6], data }, { output });
    expect(images).toMatchObject([
      { values: Float32Array.of(5 / 16, 1 / 16) },
      { values: Float32Array.of(11 / 16, 7 / 16) },
    ]);
  });

  it("may be labels, as indices of the endpoint or as texts; others are none of the classes", async () => {
    const output = { name: "l", meaning: "labels", count: 6 } as const;
    const indices = { name: "l", datatype: "INT64", shape: [2, 1], data: [5, 0] };
    const texts = { name: "l", datatype: "BYTES", shape: [2], data: ["n02099601", "<script>alert(1)</script>"] };
    expect((await predict(indices, { output })).images).toMatchObject([
      { state: "predicted", values: Float32Array.of(0) },
      { state: "invalid", words: "0" },
    ]);
    expect((await predict(texts, { output })).images).toMatchObject([
      { state: "predicted", values: Float32Array.of(1) },
      { state: "invalid", words: "<script>alert(1)</script>" },
    ]);
  });

  it.each([
    [
      "another width",
      { name: "logits", datatype: "FP32", shape: [2, 3], data: [1, 2, 3, 4, 5, 6] },
      /2 values an image/,
    ],
    ["too few", { name: "logits", datatype: "FP32", shape: [2, 2], data: [1, 2, 3] }, /expected 4 values; got 3/],
    ["another count of images", { name: "logits", datatype: "FP32", shape: [4], data: [1, 2, 3, 4] }, /for 2 images/],
    [
      "texts",
      { name: "logits", datatype: "FP32", shape: [2, 2], data: [1, 2, "3", 4] },
      /expected numbers; got string/,
    ],
    ["no data", { name: "logits", datatype: "FP32", shape: [2, 2] }, /data of the output; got none/],
    [
      "another output",
      { name: "other", datatype: "FP32", shape: [2, 2], data: [1, 2, 3, 4] },
      /an output named "logits"/,
    ],
    ["a huge shape", { name: "logits", datatype: "FP32", shape: [2, 2 ** 40], data: [] }, /at most 16777216 values/],
    [
      "values beyond float32",
      { name: "logits", datatype: "FP64", shape: [2, 2], data: [1e300, 2, 3, 4] },
      /finite outputs/,
    ],
  ])("are refused where they are %s", async (_, output, message) => {
    const { images, records } = await predict(output, { classes: two });
    expect(images).toMatchObject([{ state: "failed" }, { state: "failed" }]);
    expect(images[0]).toMatchObject({ words: expect.stringMatching(message) });
    // Asking the same again gives the same.
    expect(records[0]?.attempts).toHaveLength(1);
  });

  it("are refused where they bear another request's id", async () => {
    const output = { name: "logits", datatype: "FP32", shape: [2, 2], data: [1, 2, 3, 4] };
    const model = await load((await serve(answering(output, { id: "other" }))).url, {
      imagesPerRequest: 2,
      classes: two,
    });
    expect((await model.predictEach(numberedImages(2))).images[0]).toMatchObject({
      words: expect.stringContaining('got "other"'),
    });
  });
});
