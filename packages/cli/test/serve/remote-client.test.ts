/** Our client asks our server about the published endpoint files: the same model in process and over the wire. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteBackend, observe, type RemoteModel } from "@evenkeel/backend-remote";
import { endpointNetwork, parseEndpoint, type Endpoint } from "@evenkeel/backend-remote/endpoint";
import { hostTensor, randomStream, type HostTensor, type Model } from "@evenkeel/core";
import { parseFault, protocolNames } from "@evenkeel/endpoint-server";
import { startServer, type EndpointServer } from "@evenkeel/endpoint-server/server";
import { findModel, initialWeights } from "@evenkeel/models";
import { argmax } from "@evenkeel/stats";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "../../src/project.ts";
import { findBackend } from "../../src/registry.ts";
import { servedModel } from "../../src/serve/served-model.ts";

const key = "key-of-the-twin-0123";
const spec = findModel("keras-mnist-cnn");
const count = 24;
let inProcess: Model;
let folder: string;
let server: EndpointServer | null = null;

/** Pictures of 8 bits a value, as a PNG holds them. */
function pictures(): HostTensor {
  const random = randomStream(1, "pictures");
  const data = Float32Array.from({ length: count * 28 * 28 }, () => random.below(256) / 255);
  return hostTensor([count, 28, 28, 1], data);
}

beforeAll(async () => {
  const backend = await findBackend("onnx-cpu").load();
  inProcess = await backend.load({ kind: "spec", spec, weights: initialWeights(spec, 1) }, { threads: 1 });
  return () => inProcess.dispose();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-remote-client-"));
});
afterEach(async () => {
  await server?.close();
  server = null;
  await rm(folder, { recursive: true });
});

async function asked(
  name: string,
  faults: readonly string[] = [],
  change: (endpoint: Endpoint) => object = (same) => same,
) {
  const text = await readFile(join(projectRoot, "benchmarks/endpoints", `${name}.json`), "utf8");
  const published = parseEndpoint(JSON.parse(text), name);
  const backend = await findBackend("onnx-cpu").load();
  const labels = published.classes.map((entry) => entry.class);
  const source = { kind: "spec", spec, weights: initialWeights(spec, 1) } as const;
  const chosen = { network: spec, source, swapped: null, labels, origin: "" };
  const served = await servedModel(chosen, backend, { threads: 1 });
  const wanted = published.auth === null ? null : key;
  server = await startServer({
    served,
    protocols: protocolNames,
    port: 0,
    key: wanted,
    faults: faults.map((fault) => parseFault(fault)),
  });
  const url = published.url.replace("http://127.0.0.1:8000", server.url);
  const endpoint = parseEndpoint({ ...change(published), url }, name);
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(endpoint));
  const exchanges = { mode: "live", cassettes: null, ledger: null } as const;
  const client = createRemoteBackend({ environment: { EVENKEEL_LOCAL_KEY: key } });
  return client.load({ kind: "endpoint", network: endpointNetwork(endpoint), file, exchanges });
}

async function using<T>(model: RemoteModel, work: (model: RemoteModel) => Promise<T>): Promise<T> {
  try {
    return await work(model);
  } finally {
    await model.dispose();
  }
}

const classesOf = ({ data }: HostTensor) =>
  Array.from({ length: count }, (_, index) => argmax(data.subarray(index * 10, (index + 1) * 10)));

describe("the published endpoint files", () => {
  it.each(["json", "binary"])(
    "bring logits over the Open Inference Protocol to the last bit, in %s",
    async (encoding) => {
      const expected = await inProcess.predict(pictures());
      const model = await asked("local-oip-v2", [], (endpoint) => ({ ...endpoint, encoding, imagesPerRequest: count }));
      const { value } = await using(model, (own) => own.predict(pictures()));
      expect(value).toEqual(expected.value);
    },
  );

  it("bring the same classes over a prompted model's protocol, with tokens and cost", async () => {
    const expected = classesOf((await inProcess.predict(pictures())).value);
    const { images, records } = await using(await asked("local-openai-vision"), (own) => own.predictEach(pictures()));
    expect(images.map((image) => (image.state === "predicted" ? image.values[0] : image))).toEqual(expected);
    const confidences = images.map((image) => (image.state === "predicted" ? image.confidence : null));
    expect(confidences.every((confidence) => confidence !== null && confidence > 0.1 && confidence <= 1)).toBe(true);
    const seen = observe(records, true);
    expect(seen.inputTokens).toMatchObject({ basis: "provider-reported", value: expect.any(Number) });
    expect(seen.cost.value).toBeGreaterThan(0);
  });

  it("bring probabilities over image classification", async () => {
    const { value: logits } = await inProcess.predict(pictures());
    const { value } = await using(await asked("local-hf-image"), (own) => own.predict(pictures()));
    expect(classesOf(value)).toEqual(classesOf(logits));
    for (let index = 0; index < count; index += 1) {
      const row = value.data.subarray(10 * index, 10 * index + 10);
      expect(row.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
    }
  });

  it("bring every image through faults", async () => {
    const expected = await inProcess.predict(pictures());
    const faults = [
      "too-many-requests:share=0.1,retry-after=0",
      "server-error:share=0.1",
      "dropped-connection:share=0.1",
    ];
    const model = await asked("local-oip-v2", faults, (endpoint) => ({
      ...endpoint,
      limits: { ...endpoint.limits, attempts: 10, backoffSeconds: { first: 0.001, most: 0.005 } },
    }));
    const { value, records } = await using(model, async (own) => ({
      ...(await own.predict(pictures())),
      records: own.records,
    }));
    expect(value).toEqual(expected.value);
    expect(observe(records, false)).toMatchObject({ requests: count, availability: { value: 1 } });
    expect(observe(records, false).retried).toBeGreaterThan(0);
  });
});
