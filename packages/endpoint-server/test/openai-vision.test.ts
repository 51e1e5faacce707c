import { logSoftmax } from "@evenkeel/stats";
import OpenAI from "openai";
import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { beforeEach, describe, expect, it } from "vitest";
import { labels, logitsOf, pngOf, post, started, tensorOf } from "./fixtures/served.ts";

let url: string;
let client: OpenAI;
beforeEach(async () => {
  ({ url } = await started({ protocols: ["openai-vision"] }));
  client = new OpenAI({ apiKey: "any key", baseURL: `${url}/v1`, maxRetries: 0 });
});

type Request = ChatCompletionCreateParamsNonStreaming;

/** A question about picture `n`, with the labels in a schema. */
async function question(n: number, allowed: readonly string[] = labels): Promise<Request> {
  const image = `data:image/png;base64,${(await pngOf(n)).toString("base64")}`;
  return {
    model: "tiny",
    messages: [
      { role: "system", content: "Name the class." },
      {
        role: "user",
        content: [
          { type: "text", text: "Which?" },
          { type: "image_url", image_url: { url: image } },
        ],
      },
    ],
    response_format: {
      type: "json_schema",
      json_schema: {
        name: "label",
        strict: true,
        schema: {
          type: "object",
          properties: { label: { type: "string", enum: allowed } },
          required: ["label"],
          additionalProperties: false,
        },
      },
    },
  };
}

const logsOf = (n: number) => Array.from(logSoftmax(logitsOf(tensorOf(n)).data));
const bestOf = (n: number) => labels[logsOf(n).indexOf(Math.max(...logsOf(n)))];

describe("OpenAI's own client", () => {
  it("is given the label that the model predicts, in the schema", async () => {
    const predicted = [];
    for (const n of [1, 2, 3, 4, 5, 6]) {
      const { choices, usage, system_fingerprint } = await client.chat.completions.create(await question(n));
      expect(JSON.parse(choices[0]?.message.content ?? "")).toEqual({ label: bestOf(n) });
      expect(choices[0]).toMatchObject({ finish_reason: "stop", logprobs: null, message: { refusal: null } });
      expect([usage?.prompt_tokens, usage?.completion_tokens, system_fingerprint]).toEqual([91, 3, "evenkeel-twin"]);
      predicted.push(bestOf(n));
    }
    expect(new Set(predicted).size).toBeGreaterThan(1);
  });

  it("is given log probabilities that are the model's", async () => {
    const { choices } = await client.chat.completions.create({
      ...(await question(2)),
      logprobs: true,
      top_logprobs: 3,
    });
    const tokens = choices[0]?.logprobs?.content ?? [];
    expect(tokens.map(({ token }) => token).join("")).toBe(choices[0]?.message.content);
    const label = tokens.at(1);
    const sorted = logsOf(2).toSorted((a, b) => b - a);
    expect(label?.logprob).toBeCloseTo(sorted[0] ?? Number.NaN, 12);
    expect(label?.top_logprobs.map(({ token }) => JSON.parse(token) as string).sort()).toEqual([...labels].sort());
    for (const [at, { logprob }] of (label?.top_logprobs ?? []).entries())
      expect(logprob).toBeCloseTo(sorted[at] ?? 0, 12);
  });

  it("is given the best of the labels that the schema leaves", async () => {
    const two = labels.filter((label) => label !== bestOf(2));
    const { choices } = await client.chat.completions.create({ ...(await question(2, two)), logprobs: true });
    expect(two.map((label) => `{"label":${JSON.stringify(label)}}`)).toContain(choices[0]?.message.content);
    const [first = 0, second = 0] = logsOf(2)
      .toSorted((a, b) => b - a)
      .slice(1);
    expect(choices[0]?.logprobs?.content?.[1]?.logprob).toBeCloseTo(-Math.log1p(Math.exp(second - first)), 12);
  });

  it("is given the label alone where it asks for no form", async () => {
    const { response_format: _, ...plain } = await question(3);
    const { choices } = await client.chat.completions.create(plain);
    expect(choices[0]?.message.content).toBe(bestOf(3));
  });

  it("lists the model", async () => {
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["tiny"]);
    expect((await client.models.retrieve("tiny")).owned_by).toBe("evenkeel");
  });
});

describe("OpenAI's own client hears why a request is refused", () => {
  const changed = async (change: object) => client.chat.completions.create({ ...(await question(1)), ...change });
  const about = (url_: string) => [{ role: "user", content: [{ type: "image_url", image_url: { url: url_ } }] }];

  it.each([
    ["another model", { model: "gpt-6" }, 404, /no model "gpt-6"/],
    ["a stream", { stream: true }, 400, /does not stream/],
    ["several choices", { n: 2 }, 400, /one choice/],
    ["tools", { tools: [{ type: "function", function: { name: "f" } }] }, 400, /no tools/],
    ["no picture", { messages: [{ role: "user", content: "what?" }] }, 400, /one picture in the messages; got 0/],
    ["a picture elsewhere", { messages: about("http://127.0.0.1:1/x.png") }, 400, /fetches nothing/],
    ["a file", { messages: about("file:///etc/passwd") }, 400, /fetches nothing/],
    ["no image", { messages: about("data:image/png;base64,aGVsbG8gd29ybGQ=") }, 400, /neither PNG nor JPEG/],
    ["top_logprobs alone", { top_logprobs: 2 }, 400, /without logprobs/],
  ])("%s", async (_, change, status, message) => {
    const error = await changed(change).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ status, message: expect.stringMatching(message) });
  });

  it.each([
    ["no enum", { label: { type: "string" } }, ["label"], /one property that has an enum/],
    ["other labels", { label: { enum: ["car"] } }, ["label"], /is a label of this model: "cat"/],
    ["another property", { label: { enum: labels }, why: { type: "string" } }, ["label", "why"], /cannot fill/],
  ])("a schema with %s", async (_, properties, required, message) => {
    const schema = { type: "object", properties, required };
    const error = changed({ response_format: { type: "json_schema", json_schema: { name: "x", schema } } });
    await expect(error).rejects.toMatchObject({ status: 400, message: expect.stringMatching(message) });
  });

  it("in the form of OpenAI's errors", async () => {
    const reply = await post(`${url}/v1/chat/completions`, "{");
    expect(await reply.json()).toEqual({
      error: { message: "the body is not JSON in UTF-8", type: "invalid_request_error", param: null, code: null },
    });
    const unknown = await fetch(`${url}/v1/embeddings`);
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { type: "invalid_request_error" } }]);
  });
});
