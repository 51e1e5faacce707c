/**
 * Asks a server of the Open Inference Protocol by our client, and holds what it predicts against `onnx-cpu` in this
 * process: one of `scripts/reference/serve_peers.py` with an exported network of the zoo, or `evenkeel serve`.
 *
 *     evenkeel export keras-mnist-cnn --out keras-mnist-cnn.onnx
 *     VENV/bin/python scripts/reference/serve_peers.py triton keras-mnist-cnn.onnx --port 8001 &
 *     node packages/cli/scripts/ask-peer.ts http://127.0.0.1:8001 json binary
 *
 * A line for each encoding; exit code 1 where predictions differ.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteBackend } from "@evenkeel/backend-remote";
import { endpointNetwork, parseEndpoint } from "@evenkeel/backend-remote/endpoint";
import { hostTensor, randomStream } from "@evenkeel/core";
import { findModel, initialWeights } from "@evenkeel/models";
import { argmax } from "@evenkeel/stats";
import { projectRoot } from "../src/project.ts";
import { findBackend } from "../src/registry.ts";

const [url = "", ...encodings] = process.argv.slice(2);
const count = 200;
const name = "local-oip-v2";
const spec = findModel("keras-mnist-cnn");
const random = randomStream(1, "pictures");
const pixels = Float32Array.from({ length: count * 28 * 28 }, () => random.below(256) / 255);
const images = hostTensor([count, 28, 28, 1], pixels);
const onnxCpu = await findBackend("onnx-cpu").load();
const here = await onnxCpu.load({ kind: "spec", spec, weights: initialWeights(spec, 1) }, { threads: 1 });
const expected = (await here.predict(images)).value.data;
await here.dispose();
const folder = await mkdtemp(join(tmpdir(), "evenkeel-peer-"));
const published: unknown = JSON.parse(
  await readFile(join(projectRoot, "benchmarks/endpoints", `${name}.json`), "utf8"),
);

for (const encoding of encodings) {
  const endpoint = parseEndpoint({ ...(published as object), url, encoding, imagesPerRequest: 8 }, name);
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(endpoint));
  const exchanges = { mode: "live", cassettes: null, ledger: null } as const;
  const model = await createRemoteBackend().load({
    kind: "endpoint",
    network: endpointNetwork(endpoint),
    file,
    exchanges,
  });
  const { value } = await model.predict(images);
  const row = (data: Float32Array, index: number) => data.subarray(10 * index, 10 * index + 10);
  const alike = Array.from(
    { length: count },
    (_, index) => argmax(row(value.data, index)) === argmax(row(expected, index)),
  );
  const same = alike.filter(Boolean).length;
  const apart = value.data.reduce((most, logit, index) => Math.max(most, Math.abs(logit - (expected[index] ?? 0))), 0);
  const { servedBy } = model.records[0] ?? {};
  process.stdout.write(
    `${encoding}: ${same} of ${count} classes as onnx-cpu, logits at most ${apart} apart, by ${servedBy}\n`,
  );
  if (same < count) process.exitCode = 1;
  await model.dispose();
}
await rm(folder, { recursive: true });
