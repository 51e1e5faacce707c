import { describe, expect, it } from "vitest";
import { createRemoteBackend } from "../src/index.ts";
import { hfEndpoint, numberedImages, sourceOf } from "./fixtures/endpoints.ts";
import { sendJson, serve } from "./fixtures/loopback.ts";

const backend = createRemoteBackend({ environment: {} });
const classes = [{ class: "cat", label: "tabby" }, { class: "dog" }];

async function predict(answer: unknown, outputs: "probabilities" | "labels", more: { readonly topK?: number } = {}) {
  const server = await serve((_, response) => sendJson(response, answer));
  const model = await backend.load(
    await sourceOf(hfEndpoint(`${server.url}/models/pets`, { classes, outputs, ...more })),
  );
  const [image] = (await model.predictEach(numberedImages(1))).images;
  return { image, request: server.received[0] };
}

describe("hf-image", () => {
  it("sends the image's bytes and reads scores in any order", async () => {
    const scores = [
      { label: "dog", score: 0.75 },
      { label: "tabby", score: 0.2 },
      { label: "bird", score: 0.05 },
    ];
    const { image, request } = await predict(scores, "probabilities");
    expect(request).toMatchObject({ path: "/models/pets", headers: { "content-type": "image/png" } });
    expect(request?.body.subarray(1, 4).toString()).toBe("PNG");
    expect(image).toMatchObject({ state: "predicted", values: Float32Array.of(0.2, 0.75) });
  });

  it("asks for as many labels as the file says, in JSON", async () => {
    const scores = [
      { label: "tabby", score: 0.25 },
      { label: "dog", score: 0.75 },
    ];
    const { image, request } = await predict(scores, "probabilities", { topK: 2 });
    expect(request?.headers["content-type"]).toBe("application/json");
    const { inputs, parameters } = JSON.parse(request?.body.toString() ?? "") as { inputs: string; parameters: object };
    expect(parameters).toEqual({ top_k: 2 });
    expect(Buffer.from(inputs, "base64").subarray(1, 4).toString()).toBe("PNG");
    expect(image).toMatchObject({ state: "predicted", values: Float32Array.of(0.25, 0.75) });
  });

  it("takes the best label where a server lists no more", async () => {
    const scores = [
      { label: "tabby", score: 0.2 },
      { label: "dog", score: 0.75 },
    ];
    expect((await predict(scores, "labels")).image).toMatchObject({ values: Float32Array.of(1), confidence: 0.75 });
    expect((await predict([{ label: "bird", score: 1 }], "labels")).image).toEqual({ state: "invalid", words: "bird" });
    expect((await predict([], "labels")).image).toMatchObject({ state: "invalid" });
  });

  it.each([
    [[{ label: "dog", score: 0.75 }], /none for 1 of them/],
    [
      [
        { label: "dog", score: 0.5 },
        { label: "dog", score: 0.5 },
        { label: "tabby", score: 0 },
      ],
      /each label once/,
    ],
    [[{ label: "dog", score: 7 }], /a list of labels with scores/],
    [{ label: "dog", score: 1 }, /a list of labels with scores/],
  ])("refuses %j", async (answer, words) => {
    expect((await predict(answer, "probabilities")).image).toMatchObject({
      state: "failed",
      words: expect.stringMatching(words),
    });
  });
});
