import { randomStream } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { canaryReadingSchema, compareCanaries, createRemoteBackend, readCanary, repeatability } from "../src/index.ts";
import { hfEndpoint, numberedImages, oipEndpoint, sourceOf } from "./fixtures/endpoints.ts";
import { sendJson, serve } from "./fixtures/loopback.ts";
import { logitsOf } from "./fixtures/oip-server.ts";

const backend = createRemoteBackend({ environment: {} });
const images = numberedImages(20);

/** A server whose logits are what `change` makes of the true ones; its name of the model may change, too. */
async function twin(change: (logits: number[]) => number[], version = "1") {
  const server = await serve(({ path, body }, response) => {
    if (!path.endsWith("/infer")) return sendJson(response, {}, 404);
    const asked = JSON.parse(body.toString()) as { id: string; inputs: { data: number[] }[] };
    const data = change(logitsOf(asked.inputs[0]?.data ?? []));
    const outputs = [{ name: "logits", datatype: "FP32", shape: [1, 10], data }];
    sendJson(response, { id: asked.id, model_name: "digits", model_version: version, outputs });
  });
  return backend.load(await sourceOf(oipEndpoint(server.url, { limits: { concurrency: 1 } })));
}

const read = async (...of: Parameters<typeof twin>) => {
  const reading = await readCanary(await twin(...of), "twin", images, 3);
  return canaryReadingSchema.parse(JSON.parse(JSON.stringify(reading)));
};
const quantised = (logits: number[]) => logits.map((logit) => Math.round(logit / 0.3) * 0.3);

describe("a canary", () => {
  it("says nothing of a model that stays, also where it scatters", async () => {
    const exact = await read((logits) => logits);
    expect(exact).toMatchObject({ servedBy: ["digits 1"], images: { length: 20 } });
    expect(compareCanaries(exact, await read((logits) => logits))).toEqual({
      images: 20,
      estimate: 0,
      p: 1,
      otherNames: [],
    });
    const random = randomStream(5, "scatter");
    const scattering = (logits: number[]) => logits.map((logit) => logit + 0.2 * random.uniform());
    const { p } = compareCanaries(await read(scattering), await read(scattering));
    expect(p).toBeGreaterThan(0.05);
  });

  it("finds a quantised model, another one, and one that the provider calls otherwise", async () => {
    const before = await read((logits) => logits);
    expect(compareCanaries(before, await read(quantised)).p).toBe(0.001);
    expect(compareCanaries(before, await read((logits) => logits.toReversed())).p).toBe(0.001);
    expect(compareCanaries(before, await read((logits) => logits, "2"))).toMatchObject({
      p: 1,
      otherNames: ["digits 1", "digits 2"],
    });
  });

  it("compares images that both readings have", async () => {
    const before = await read((logits) => logits);
    const now = { ...before, images: before.images.slice(5), servedBy: [] };
    expect(compareCanaries(before, now)).toEqual({ images: 15, estimate: 0, p: 1, otherNames: [] });
  });
});

describe("repeatability", () => {
  it("is the share of images that are answered alike", async () => {
    let asked = 0;
    const labels = ["class 1", "class 2", "class 1", "class 3", "nonsense", "nonsense"];
    const server = await serve((_, response) => {
      sendJson(response, [{ label: labels[asked], score: 1 }]);
      asked += 1;
    });
    const model = await backend.load(
      await sourceOf(hfEndpoint(server.url, { outputs: "labels", limits: { concurrency: 1 } })),
    );
    const repeats = [await model.predictEach(numberedImages(2), 0), await model.predictEach(numberedImages(2), 1)];
    const outcomes = repeats.map((predictions) => predictions.images);
    expect(repeatability(outcomes)).toEqual({
      images: 2,
      repeats: 2,
      sameClass: { value: 0.5, basis: "measured" },
      sameOutputs: { value: 0.5, basis: "measured" },
    });
    const third = (await model.predictEach(numberedImages(2), 2)).images;
    expect(repeatability([third, third])).toMatchObject({ sameClass: { value: 1 } });
    expect(repeatability([third])).toMatchObject({ sameClass: { value: null, basis: "not-observable" } });
  });
});
