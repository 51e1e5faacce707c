import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { inferBody, inferPath, logitsOf, post, servedWith, started, tensorOf } from "./fixtures/served.ts";

let url: string;
beforeEach(async () => {
  ({ url } = await started({ protocols: ["oip-v2"] }));
});

const get = async (path: string) => {
  const reply = await fetch(`${url}${path}`);
  return { status: reply.status, body: await reply.json() };
};

/** Our request with the tensor in binary: JSON, then float32. */
function binaryBody(
  json: object,
  values: Float32Array,
): { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> } {
  const head = Buffer.from(JSON.stringify(json));
  const body = new Uint8Array(Buffer.concat([head, new Uint8Array(values.buffer)]));
  return { body, headers: { "Inference-Header-Content-Length": String(head.length) } };
}

const images = tensorOf(1, 2, 3);
const binaryInput = (size = 4 * images.data.length) => ({
  name: "images",
  shape: images.shape,
  datatype: "FP32",
  parameters: { binary_data_size: size },
});

describe("what a server tells of itself", () => {
  it.each(["/v2/health/live", "/v2/health/ready", "/v2/models/tiny/ready", "/v2/models/tiny/versions/1/ready"])(
    "%s",
    async (path) => expect((await get(path)).status).toBe(200),
  );

  it("says its extensions, and of the model input, output and version", async () => {
    expect(await get("/v2")).toMatchObject({ body: { extensions: ["binary_tensor_data"] } });
    expect(await get("/v2/models/tiny")).toEqual({
      status: 200,
      body: {
        name: "tiny",
        versions: ["1"],
        platform: "evenkeel",
        inputs: [{ name: "images", datatype: "FP32", shape: [-1, 4, 3, 1] }],
        outputs: [{ name: "logits", datatype: "FP32", shape: [-1, 3] }],
      },
    });
  });

  it("knows no other model and no other version", async () => {
    expect(await get("/v2/models/other")).toEqual({
      status: 404,
      body: { error: 'no model "other"; this server has "tiny"' },
    });
    expect(await get("/v2/models/tiny/versions/2")).toMatchObject({ status: 404 });
    expect(await get("/v2/nothing")).toMatchObject({ status: 404, body: { error: expect.stringMatching(/oip-v2/) } });
  });
});

describe("an inference", () => {
  it("in JSON gives what the model gives, bit by bit", async () => {
    const reply = await post(`${url}${inferPath}`, inferBody(images, { id: "seven" }), {
      "content-type": "application/json",
    });
    expect(reply.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await reply.json()).toEqual({
      model_name: "tiny",
      model_version: "1",
      id: "seven",
      outputs: [{ name: "logits", shape: [3, 3], datatype: "FP32", data: Array.from(logitsOf(images).data) }],
    });
  });

  it("takes nested data, too, and a version in the path", async () => {
    const nested = Array.from({ length: 4 }, (_, row) => Array.from({ length: 3 }, (__, column) => [row * 3 + column]));
    const input = { name: "images", shape: [1, 4, 3, 1], datatype: "FP32", data: [nested] };
    const reply = await post(`${url}/v2/models/tiny/versions/1/infer`, JSON.stringify({ inputs: [input] }));
    const flat = { shape: [1, 4, 3, 1], data: Float32Array.from({ length: 12 }, (_, at) => at) };
    expect(await reply.json()).toMatchObject({ outputs: [{ data: Array.from(logitsOf(flat).data) }] });
  });

  it.each([
    ["all outputs", { parameters: { binary_data_output: true } }],
    ["this output", { outputs: [{ name: "logits", parameters: { binary_data: true } }] }],
  ])("in binary both ways, asked for %s", async (_, more) => {
    const { body, headers } = binaryBody({ inputs: [binaryInput()], ...more }, images.data);
    const reply = await post(`${url}${inferPath}`, body, headers);
    const bytes = new Uint8Array(await reply.arrayBuffer());
    const length = Number(reply.headers.get("inference-header-content-length"));
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(0, length)))).toMatchObject({
      outputs: [{ name: "logits", shape: [3, 3], parameters: { binary_data_size: 36 } }],
    });
    expect(new Float32Array(bytes.slice(length).buffer)).toEqual(logitsOf(images).data);
  });

  it("in binary, replied to in JSON where binary is not asked for", async () => {
    const { body, headers } = binaryBody({ inputs: [binaryInput()] }, images.data);
    expect(await (await post(`${url}${inferPath}`, body, headers)).json()).toMatchObject({
      outputs: [{ data: Array.from(logitsOf(images).data) }],
    });
  });
});

const oneInput = { name: "images", shape: [1, 4, 3, 1], datatype: "FP32" };
const twelve = Array.from({ length: 12 }, () => 0);

describe("a request that does not fit is refused with what was expected", () => {
  it.each([
    ["no JSON", "{", /not JSON/],
    ["no inputs", "{}", /inputs/],
    [
      "another input",
      JSON.stringify({ inputs: [{ ...oneInput, name: "x", data: twelve }] }),
      /one input, "images"; got "x"/,
    ],
    ["another type", JSON.stringify({ inputs: [{ ...oneInput, datatype: "INT8", data: twelve }] }), /FP32; got "INT8"/],
    ["another shape", JSON.stringify({ inputs: [{ ...oneInput, shape: [1, 1, 4, 3], data: twelve }] }), /\[N,4,3,1\]/],
    [
      "no images",
      JSON.stringify({ inputs: [{ ...oneInput, shape: [0, 4, 3, 1], data: [] }] }),
      /1 to 1024 images; got 0/,
    ],
    [
      "a claim of much memory",
      JSON.stringify({ inputs: [{ ...oneInput, shape: [1e9, 4, 3, 1], data: [] }] }),
      /1 to 1024/,
    ],
    ["too few numbers", JSON.stringify({ inputs: [{ ...oneInput, data: [1] }] }), /12 numbers; got 1/],
    ["too many numbers", JSON.stringify({ inputs: [{ ...oneInput, data: [...twelve, 1] }] }), /12 numbers; got more/],
    [
      "no number",
      JSON.stringify({ inputs: [{ ...oneInput, data: [...twelve.slice(1), "1"] }] }),
      /another value at 11/,
    ],
    [
      "an infinite number",
      `{"inputs":[${JSON.stringify({ ...oneInput, data: twelve }).replace("0]", "1e999]")}]}`,
      /finite/,
    ],
    [
      "depth",
      JSON.stringify({ inputs: [oneInput] }).replace("}]", `,"data":${"[".repeat(5000)}${"]".repeat(5000)}}]`),
      /dimensions/,
    ],
    ["an output that is not there", inferBody(tensorOf(1), { outputs: [{ name: "x" }] }), /no output "x"/],
    ["binary without a header", JSON.stringify({ inputs: [binaryInput()] }), /without the header/],
  ])("%s", async (_, body, message) => {
    const reply = await post(`${url}${inferPath}`, body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ error: expect.stringMatching(message) });
  });

  it.each([
    [
      "more bytes claimed than are there",
      binaryBody({ inputs: [binaryInput(4000)] }, images.data),
      /144 bytes of data/,
    ],
    [
      "fewer bytes",
      binaryBody({ inputs: [binaryInput()] }, images.data.slice(1)),
      /expected 144 bytes of data; got 140/,
    ],
    [
      "no number",
      binaryBody(
        { inputs: [binaryInput()] },
        images.data.map(() => Number.NaN),
      ),
      /finite numbers; got NaN at 0/,
    ],
  ])("binary: %s", async (_, { body, headers }, message) => {
    const reply = await post(`${url}${inferPath}`, body, headers);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ error: expect.stringMatching(message) });
  });

  it.each(["-1", "1e3", "99999", "x"])("a header length of %s", async (length) => {
    const reply = await post(`${url}${inferPath}`, inferBody(images), { "inference-header-content-length": length });
    expect([reply.status, reply.status === 400]).toEqual([400, true]);
  });

  it("whatever the body and the header length", async () => {
    const anything = fc.record({
      body: fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json().map((text) => new Uint8Array(Buffer.from(text))),
      ),
      length: fc.option(fc.nat(400)),
    });
    await fc.assert(
      fc.asyncProperty(anything, async ({ body, length }) => {
        const headers: Record<string, string> =
          length === null ? {} : { "inference-header-content-length": String(length) };
        const reply = await post(`${url}${inferPath}`, new Uint8Array(body), headers);
        expect(reply.status).toBe(400);
        expect(await reply.json()).toEqual({ error: expect.any(String) });
      }),
      { numRuns: 200 },
    );
  });

  it("a model that gives no finite numbers", async () => {
    const broken = {
      ...servedWith().predictor,
      predict: async () => ({ value: { shape: [1, 3], data: Float32Array.of(0, 1, Number.NaN) }, computeMs: 0 }),
    };
    const server = await started({ served: servedWith(broken) });
    expect((await post(`${server.url}${inferPath}`, inferBody(tensorOf(1)))).status).toBe(400);
  });
});
