/** `evenkeel serve` as a user has it: what goes over the wire is what the model predicts in process, bit by bit. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imagesToTensor, openDataset } from "@evenkeel/data";
import type { HostTensor, Model, ModelSpec } from "@evenkeel/core";
import { encodeSafetensors, initialWeights, zoo } from "@evenkeel/models";
import { logSoftmax } from "@evenkeel/stats";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../src/program.ts";
import { findBackend } from "../../src/registry.ts";
import { captured } from "../fixtures/captured-output.ts";
import { ServingProcess } from "./serving-process.ts";

const spec = zoo.get("keras-mnist-cnn") as ModelSpec;
const untrained = ["--model", "keras-mnist-cnn", "--untrained", "--seed", "3", "--dataset", "fashion-mnist-subset"];

describe("a model behind every protocol", () => {
  let serving: ServingProcess;
  let model: Model;
  let images: HostTensor;
  let logits: HostTensor;
  let pictures: Buffer[];

  beforeAll(async () => {
    serving = new ServingProcess(...untrained, "--json", "--threads", "1");
    const dataset = await openDataset("fashion-mnist-subset");
    const chosen = Array.from({ length: 20 }, (_, at) => at * 7);
    images = imagesToTensor(dataset.test, dataset, chosen);
    const size = dataset.height * dataset.width;
    pictures = await Promise.all(
      chosen.map((index) => {
        const raw = { width: dataset.width, height: dataset.height, channels: 1 } as const;
        return sharp(dataset.test.pixels.subarray(index * size, (index + 1) * size), { raw })
          .png()
          .toBuffer();
      }),
    );
    const backend = await findBackend("onnx-cpu").load();
    model = await backend.load({ kind: "spec", spec, weights: initialWeights(spec, 3) }, { threads: 1 });
    logits = (await model.predict(images)).value;
  });
  afterAll(async () => {
    await serving.end();
    await model.dispose();
  });

  /** Of one image: a batch of another size may be summed in another order. */
  const alone = async (index: number): Promise<Float32Array> => {
    const data = images.data.slice(index * 784, (index + 1) * 784);
    return (await model.predict({ shape: [1, 28, 28, 1], data })).value.data;
  };

  it.each(["json", "binary"] as const)("oip-v2 in %s: the same logits", async (form) => {
    const { protocols } = await serving.document();
    const head = { name: "images", shape: images.shape, datatype: "FP32" };
    const json =
      form === "json"
        ? { inputs: [{ ...head, data: Array.from(images.data) }] }
        : {
            inputs: [{ ...head, parameters: { binary_data_size: images.data.byteLength } }],
            parameters: { binary_data_output: true },
          };
    const text = Buffer.from(JSON.stringify(json));
    const body = form === "json" ? text : Buffer.concat([text, new Uint8Array(images.data.buffer)]);
    const headers: Record<string, string> =
      form === "json" ? {} : { "inference-header-content-length": String(text.length) };
    const url = `${protocols["oip-v2"]}/v2/models/keras-mnist-cnn/infer`;
    const reply = await fetch(url, { method: "POST", body: new Uint8Array(body), headers });
    const bytes = new Uint8Array(await reply.arrayBuffer());
    const length = Number(reply.headers.get("inference-header-content-length") ?? bytes.length);
    const { outputs } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, length))) as {
      outputs: { data: number[] }[];
    };
    const got =
      form === "json" ? Float32Array.from(outputs[0]?.data ?? []) : new Float32Array(bytes.slice(length).buffer);
    expect(got).toEqual(logits.data);
  });

  it("hf-image and openai-vision: the same probabilities and labels, from pictures", async () => {
    const { protocols, labels } = await serving.document();
    for (const [index, picture] of pictures.entries()) {
      const logs = logSoftmax(await alone(index));
      const best = labels[logs.indexOf(Math.max(...logs))];
      const body = new Uint8Array(picture);
      const scores = await (await fetch(`${protocols["hf-image"]}?top_k=10`, { method: "POST", body })).json();
      const byLabel = new Map((scores as { label: string; score: number }[]).map(({ label, score }) => [label, score]));
      expect(labels.map((label) => byLabel.get(label))).toEqual(Array.from(logs, Math.exp));
      const image_url = { url: `data:image/png;base64,${picture.toString("base64")}` };
      const messages = [{ role: "user", content: [{ type: "image_url", image_url }] }];
      const completion = await fetch(`${protocols["openai-vision"]}/chat/completions`, {
        method: "POST",
        body: JSON.stringify({ model: "keras-mnist-cnn", messages }),
      });
      expect(await completion.json()).toMatchObject({ choices: [{ message: { content: best } }] });
    }
  });
});

describe("evenkeel serve", () => {
  it("swaps to the weights of a file, and rounds those that it serves", async () => {
    const folder = await mkdtemp(join(tmpdir(), "evenkeel-swap-"));
    const file = join(folder, "other.safetensors");
    await writeFile(file, encodeSafetensors(initialWeights(spec, 9)));
    const faults = ["--fault", "model-swap:after=1", "--swap-to", file, "--fault", "quantised-weights:bits=4"];
    const serving = new ServingProcess(...untrained, ...faults, "--json", "--threads", "1");
    const backend = await findBackend("onnx-cpu").load();
    const model = await backend.load({ kind: "spec", spec, weights: initialWeights(spec, 9) }, { threads: 1 });
    try {
      const { url } = await serving.document();
      const data = Float32Array.from({ length: 784 }, (_, at) => (at % 7) / 7);
      const input = { name: "images", shape: [1, 28, 28, 1], datatype: "FP32", data: Array.from(data) };
      const ask = async () => {
        const body = JSON.stringify({ inputs: [input] });
        const reply = await fetch(`${url}/v2/models/keras-mnist-cnn/infer`, { method: "POST", body });
        return ((await reply.json()) as { outputs: { data: number[] }[] }).outputs[0]?.data;
      };
      const [rounded, swapped] = [await ask(), await ask()];
      const { value } = await model.predict({ shape: [1, 28, 28, 1], data });
      expect(swapped).toEqual(Array.from(value.data));
      const whole = await backend.load({ kind: "spec", spec, weights: initialWeights(spec, 3) }, { threads: 1 });
      const exact = Array.from((await whole.predict({ shape: [1, 28, 28, 1], data })).value.data);
      const differences = exact.map((logit, at) => Math.abs(logit - (rounded?.[at] ?? Number.NaN)));
      expect(Math.max(...differences)).toBeGreaterThan(0);
      expect(Math.max(...differences)).toBeLessThan(Math.max(...exact.map(Math.abs)));
      await whole.dispose();
    } finally {
      await serving.end();
      await model.dispose();
      await rm(folder, { recursive: true });
    }
  });

  it.each(["SIGINT", "SIGTERM"] as const)("says what is where, and ends with 130 on %s", async (signal) => {
    const serving = new ServingProcess(...untrained, "--fault", "server-error:1", "--protocol", "oip-v2,hf-image");
    const [, url = ""] = await serving.says(/at (http:\/\/127\.0\.0\.1:\d+)\n/);
    await serving.says(/Ctrl-C/);
    expect(serving.out).toContain("initial weights of seed 3: it has learnt nothing");
    expect(serving.out).toContain("10 labels: T-shirt/top, Trouser");
    expect(serving.out).toContain("fault server-error:share=1,status=503");
    expect(serving.out).toContain(`curl -s ${url}/models/keras-mnist-cnn --data-binary @picture.png`);
    expect(serving.out).not.toContain("openai");
    expect((await fetch(`${url}/v2/models/keras-mnist-cnn/infer`, { method: "POST", body: "{}" })).status).toBe(503);
    expect(await serving.end(signal)).toBe(130);
    expect(serving.err).toContain("1 request: 1 × 503; 0 images predicted");
  });

  it.each([
    [[], /nothing to serve; expected a run .* or --model/],
    [["latest", "--model", "lenet-5"], /--model: a run brings its model along/],
    [["--model", "lenet-5"], /--model: no weights; expected --weights <file>, or --untrained/],
    [["--model", "lenet-5", "--untrained", "--trained-by", "onnx-cpu"], /--trained-by: goes with a run/],
    [["--model", "lenet-9", "--untrained"], /--model: unknown model/],
    [
      ["--model", "lenet-5", "--untrained", "--host", "0.0.0.0"],
      /--host: this server is for this machine alone; .*"0\.0\.0\.0"/,
    ],
    [["--model", "lenet-5", "--untrained", "--host", "::"], /--host: this server is for this machine alone/],
    [["--model", "lenet-5", "--untrained", "--protocol", "grpc"], /--protocol: unknown protocol; expected oip-v2/],
    [["--model", "lenet-5", "--untrained", "--port", "70000"], /--port.*from 0 to 65535/],
    [["--model", "lenet-5", "--untrained", "--fault", "flood"], /--fault: unknown fault; expected model-swap/],
    [
      ["--model", "lenet-5", "--untrained", "--key-variable", "EVENKEEL_NO_SUCH"],
      /--key-variable: the variable is not set/,
    ],
    [["--model", "lenet-5", "--untrained", "--labels", "/no/such/file"], /--labels: no such file/],
    [["--model", "lenet-5", "--untrained", "--backend", "onnx-gpu"], /--backend: unknown backend/],
  ])("%j is wrong use: one clear line and exit code 2", async (args, message) => {
    expect(await runCli(["serve", ...args])).toBe(2);
    expect(captured.err).toMatch(message);
    expect(captured.err).not.toMatch(/\n\s+at /);
    expect(captured.out).toBe("");
  });
});
