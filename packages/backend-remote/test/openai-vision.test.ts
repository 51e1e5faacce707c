import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { createRemoteBackend } from "../src/index.ts";
import { noClass } from "../src/remote-model.ts";
import { numberedImages, openaiEndpoint, sourceOf } from "./fixtures/endpoints.ts";
import { sendJson, serve } from "./fixtures/loopback.ts";

const key = "sk-test-0123456789";
const backend = createRemoteBackend({ environment: { TEST_KEY: key } });

type Changes = Parameters<typeof openaiEndpoint>[1];

/** A model that answers every request with this completion. */
async function model(answer: object, changes: Changes = {}, status = 200) {
  const server = await serve((_, response) => sendJson(response, answer, status));
  const auth = { variable: "TEST_KEY", header: "authorization" } as const;
  const endpoint = openaiEndpoint(`${server.url}/v1`, { auth, ...changes });
  return { server, model: await backend.load(await sourceOf(endpoint)) };
}

function completion(content: string | null, rest: object = {}, message: object = {}): object {
  const choice = {
    index: 0,
    finish_reason: "stop",
    message: { role: "assistant", content, refusal: null, ...message },
  };
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "digits-2026-01",
    system_fingerprint: "fp_1",
    choices: [{ ...choice, ...rest }],
    usage: { prompt_tokens: 120, completion_tokens: 7, total_tokens: 127 },
  };
}

interface Asked {
  readonly messages: readonly {
    readonly content: readonly { readonly text?: string; readonly image_url?: { readonly url: string } }[];
  }[];
  readonly response_format: { readonly json_schema: { readonly strict: boolean; readonly schema: object } };
}

describe("the request", () => {
  it("holds prompt, image and a strict schema of the labels, and is sent with the key", async () => {
    const { server, model: twin } = await model(completion('{"label":"class 3"}'), { seed: 7, detail: "low" });
    await twin.predict(numberedImages(1, 200));
    const [request] = server.received;
    expect(request).toMatchObject({ method: "POST", path: "/v1/chat/completions" });
    expect(request?.headers).toMatchObject({ authorization: `Bearer ${key}`, "accept-encoding": "identity" });
    const asked = JSON.parse(request?.body.toString() ?? "") as Asked;
    expect(asked).toMatchObject({
      model: "digits",
      max_completion_tokens: 50,
      temperature: 0,
      seed: 7,
      logprobs: true,
      n: 1,
    });
    const { strict, schema } = asked.response_format.json_schema;
    expect(strict).toBe(true);
    const labels = Array.from({ length: 10 }, (_, index) => `class ${index}`);
    const properties = { label: { type: "string", enum: labels } };
    expect(schema).toEqual({ type: "object", properties, required: ["label"], additionalProperties: false });
    const [text, image] = asked.messages[0]?.content ?? [];
    expect(text?.text).toBe("Which of the classes is it?");
    const png = /^data:image\/png;base64,(.+)$/.exec(image?.image_url?.url ?? "")?.[1] ?? "";
    const { data, info } = await sharp(Buffer.from(png, "base64"))
      .toColourspace("b-w")
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(Buffer.from(png, "base64")[25]).toBe(0);
    expect(info).toMatchObject({ width: 4, height: 4, channels: 1 });
    expect([...data.subarray(0, 3)]).toEqual([200, 0, 0]);
  });
});

describe("the answer", () => {
  it("is a label, with what the provider says of tokens and model", async () => {
    const { model: twin } = await model(completion('{"label":"class 3"}'));
    const { images, records } = await twin.predictEach(numberedImages(1));
    expect(images).toEqual([{ state: "predicted", values: Float32Array.of(3), confidence: null }]);
    expect(records[0]).toMatchObject({ tokens: { input: 120, output: 7 }, state: "answered" });
  });

  it("has the probability of the label's tokens where log-probabilities are given", async () => {
    const tokens = ['{"', "label", '":"', "class", " 3", '"}'].map((token, index) => ({ token, logprob: -index / 10 }));
    const answer = completion('{"label":"class 3"}', { logprobs: { content: tokens } });
    const { model: twin } = await model(answer);
    const { images } = await twin.predictEach(numberedImages(1));
    expect(images[0]).toMatchObject({ confidence: expect.closeTo(Math.exp(-0.3 - 0.4), 6) });
    const others = completion('{"label":"class 3"}', { logprobs: { content: tokens.slice(1) } });
    expect((await (await model(others)).model.predictEach(numberedImages(1))).images[0]).toMatchObject({
      confidence: null,
    });
  });

  it.each([
    ["a refusal", completion(null, {}, { refusal: "I cannot help with that." }), "refused", "I cannot help with that."],
    ["a filter", completion("", { finish_reason: "content_filter" }), "refused", "stopped by a content filter"],
    ["a label that is none", completion('{"label":"class 11"}'), "invalid", "class 11"],
    ["prose", completion("It is class 3."), "invalid", "It is class 3."],
    [
      "something cut off",
      completion('{"label":"cl', { finish_reason: "length" }),
      "invalid",
      'cut off at its longest: {"label":"cl',
    ],
    ["nothing", completion(null), "invalid", ""],
    ["a script", completion('{"label":"<script>alert(1)</script>"}'), "invalid", "<script>alert(1)</script>"],
  ] as const)("may be %s, which is none of the classes and counted apart", async (_, answer, state, words) => {
    const { model: twin } = await model(answer);
    expect((await twin.predictEach(numberedImages(1))).images).toEqual([{ state, words }]);
    expect([...(await twin.predict(numberedImages(2, 1))).value.data]).toEqual([noClass, noClass]);
  });

  it("is bounded in what is kept of its words", async () => {
    const { model: twin } = await model(completion("no ".repeat(10_000)));
    const [image] = (await twin.predictEach(numberedImages(1))).images;
    expect(image?.state === "invalid" && image.words.length).toBe(200);
  });

  it.each<[what: string, answer: object, change?: object]>([
    ["no choice", { choices: [] }],
    ["no JSON object", []],
    [
      "tokens that are none",
      completion('{"label":"class 3"}', {}, {}),
      { usage: { prompt_tokens: -1, completion_tokens: 1 } },
    ],
  ])("fails where it is no completion: %s", async (_, answer, change = {}) => {
    const { model: twin } = await model(Array.isArray(answer) ? answer : { ...answer, ...change });
    expect((await twin.predictEach(numberedImages(1))).images[0]).toMatchObject({ state: "failed" });
  });

  it("gives the provider's words for an error, and does not try again what will not pass", async () => {
    const { model: twin, server } = await model(
      { error: { message: "Invalid image.", type: "invalid_request_error" } },
      {},
      400,
    );
    await expect(twin.predict(numberedImages(1))).rejects.toThrow(/HTTP 400: Invalid image\. \(which trying again/);
    expect(server.received).toHaveLength(1);
  });
});
