// oxlint-disable-next-line import/no-unassigned-import -- before ONNX Runtime is loaded
import "../../src/no-telemetry.ts";
import { leastSpec, sampleBatch, sampleWeights, smallSpecNamed } from "@evenkeel/gate";
import * as ort from "onnxruntime-node";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GraphBuilder } from "../../src/graph-builder.ts";
import { encodeModel } from "../../src/onnx/model.ts";
import { TrainingState } from "../../src/training-state.ts";
import { TrainingFeeds } from "../../src/training-feeds.ts";
import { defaultChoices } from "../../src/training/choices.ts";
import { trainingGraph, trainingStep } from "../../src/training/training-graph.ts";
import { createDeviceSession, deviceOptions, withDownload } from "../../src/webgpu/device.ts";
import { forWebgpu, withBatchOf } from "../../src/webgpu/for-webgpu.ts";
import { StepSession } from "../../src/webgpu/step-session.ts";
import { requireAdapter } from "./require-adapter.ts";

const spec = smallSpecNamed(leastSpec);

test("a graph with an operator that the provider lacks is refused, not run on the CPU", async ({ skip }) => {
  await requireAdapter(skip);
  const graph = new GraphBuilder();
  graph.output("y", graph.op("LogSoftmax", [graph.input("x", [2, 3])], { axis: -1 }), [2, 3]);
  const lacking = graph.build("LogSoftmax");
  await expect(createDeviceSession(lacking)).rejects.toThrow(/fallback to CPU EP has been explicitly disabled/);
  await (await createDeviceSession(forWebgpu(lacking))).release();
});

test("no node of a training step runs on the CPU, as the runtime's own profile tells", async ({ skip }) => {
  await requireAdapter(skip);
  const graph = withBatchOf(forWebgpu(trainingStep(spec, spec.recipe, defaultChoices)), 2);
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-profile-"));
  const profiling = { enableProfiling: true, profileFilePrefix: join(folder, "profile") };
  const session = await ort.InferenceSession.create(encodeModel(graph), { ...deviceOptions, ...profiling });
  await session.run(
    Object.fromEntries(
      graph.inputs.map(({ name, dims }) => {
        const shape = dims.map(Number);
        return [name, new ort.Tensor("float32", new Float32Array(shape.reduce((size, dim) => size * dim, 1)), shape)];
      }),
    ),
  );
  session.endProfiling();
  await session.release();
  const [file = ""] = await readdir(folder);
  const events: { readonly args?: { readonly provider?: string } }[] = JSON.parse(
    await readFile(join(folder, file), "utf8"),
  );
  await rm(folder, { recursive: true });
  const providers = events.flatMap(({ args }) => args?.provider ?? []);
  expect(providers.length).toBeGreaterThan(20);
  expect(new Set(providers)).toEqual(new Set(["WebGpuExecutionProvider"]));
});

test("what is kept lies on the device, is downloaded unchanged, and is fed to the next run", async ({ skip }) => {
  await requireAdapter(skip);
  const graph = new GraphBuilder();
  const x = graph.input("x", [1, 3]);
  graph.output("next", graph.op("Add", [x, x]), [1, 3]);
  const session = await createDeviceSession(graph.build("doubling"), ["next"]);
  const first = await session.run({ x: new ort.Tensor("float32", Float32Array.of(1, 2, 3), [1, 3]) });
  const { next } = await session.run({ x: tensor(first["next"]) });
  const kept = withDownload(tensor(next));
  expect(kept.location).toBe("gpu-buffer");
  expect(await kept.getData(true)).toEqual(Float32Array.of(4, 8, 12));
  expect([kept.location, next?.location]).toEqual(["cpu", "none"]);
  first["next"]?.dispose();
  await session.release();
});

test("the states of training stay on the device between runs", async ({ skip }) => {
  await requireAdapter(skip);
  const runtime = { Tensor: ort.Tensor };
  const state = new TrainingState(runtime, spec, spec.recipe.optimizer, sampleWeights(spec, "real"));
  const session = await StepSession.open(trainingGraph(spec, spec.recipe, defaultChoices), ort.Tensor);
  const batches = [sampleBatch(spec, 2, "real"), sampleBatch(spec, 2, "real", 1)];
  const inputs = [...new TrainingFeeds(spec, spec.recipe).of(batches, 1)].map(
    ([name, { data, shape }]) => [name, new ort.Tensor("float32", data, shape)] as const,
  );
  for (const location of ["cpu", "gpu-buffer", "gpu-buffer"]) {
    const fed = state.feeds();
    expect(new Set(Object.values(fed).map((one) => one.location))).toEqual(new Set([location]));
    state.advance(await session.run({ ...fed, ...Object.fromEntries(inputs) }));
  }
  state.dispose();
  await session.release();
});

function tensor(value: ort.Tensor | undefined): ort.Tensor {
  if (value === undefined) throw new TypeError("the run gave no tensor");
  return value;
}
