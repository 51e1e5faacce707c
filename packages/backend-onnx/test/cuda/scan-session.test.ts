// oxlint-disable-next-line import/no-unassigned-import -- before ONNX Runtime is loaded
import "../../src/no-telemetry.ts";
import { hostTensor, randomStream, type ModelSpec } from "@evenkeel/core";
import { findModel, initialWeights } from "@evenkeel/models";
import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { ScanSession, type CreateSession } from "../../src/cuda/scan-session.ts";
import { encodeModel, type OnnxGraph } from "../../src/onnx/model.ts";
import { defaultChoices } from "../../src/training/choices.ts";
import { TrainingModel } from "../../src/training-model.ts";

const spec = findModel("keras-mlp");
const onCpu: CreateSession = (graph) =>
  ort.InferenceSession.create(encodeModel(graph), { executionProviders: ["cpu"], intraOpNumThreads: 1 });

/** A training model on the CPU whose sessions `create` makes, straight or through a `ScanSession`. */
function trainingModel(create: CreateSession): Promise<TrainingModel> {
  const info = { library: "", version: "", provider: "cpu", threads: 1, simd: null, deviceName: null };
  const memory = () => ({ wasmBytes: null, deviceBytes: null });
  const openFile = () => Promise.reject(new Error("no file is opened here"));
  const runtime = { info, Tensor: ort.Tensor, createSession: create, openFile, memory };
  return TrainingModel.create(runtime, spec, initialWeights(spec, 1), spec.recipe, defaultChoices);
}

function batchOf({ input, classes }: ModelSpec, count: number) {
  const random = randomStream(count, "cuda");
  const images = hostTensor([count, input.height, input.width, input.channels]);
  for (const at of images.data.keys()) images.data[at] = random.uniform();
  return { images, labels: Int32Array.from({ length: count }, (_, at) => at % classes), dropoutMasks: new Map() };
}

const batches = [3, 3, 2, 3].map((count) => batchOf(spec, count));

test("trains as one session of the whole graph does", async () => {
  const straight = await trainingModel(onCpu);
  const scanned = await trainingModel((graph) => ScanSession.open(graph, onCpu));
  const expected = await straight.train(batches);
  const got = await scanned.train(batches);
  for (const [at, loss] of expected.value.entries()) expect(got.value[at]).toBeCloseTo(loss, 6);
  await scanned.dispose();
  await straight.dispose();
});

test("makes a session of the step alone before the Scan of that step, once for each number of images", async () => {
  const made: OnnxGraph[] = [];
  const model = await trainingModel((graph) =>
    ScanSession.open(graph, (one) => {
      made.push(one);
      return onCpu(one);
    }),
  );
  await model.train(batches);
  await model.dispose();
  const [step, scan, nextStep, nextScan, ...others] = made;
  expect(others).toEqual([]);
  expect(scan?.nodes[0]?.attributes["body"]).toEqual({ graph: step });
  expect(nextScan?.nodes[0]?.attributes["body"]).toEqual({ graph: nextStep });
  expect(made.flatMap(({ inputs }) => inputs.flatMap(({ dims }) => dims))).not.toContain("N");
});

test("does not train where the step's session is refused", async () => {
  const model = await trainingModel((graph) =>
    ScanSession.open(graph, (one) =>
      one.nodes[0]?.type === "Scan" ? onCpu(one) : Promise.reject(new Error("nodes on the CPU")),
    ),
  );
  await expect(model.train(batches)).rejects.toThrow("nodes on the CPU");
  await model.dispose();
});
