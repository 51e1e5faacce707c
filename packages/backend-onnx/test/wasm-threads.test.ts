import { BackendError } from "@evenkeel/core";
import { findModel, initialWeights } from "@evenkeel/models";
import { expect, it } from "vitest";
import { onnxWasm } from "../src/wasm.ts";

it("keeps the threads that the process started with, and refuses others in one clear line", async () => {
  const spec = findModel("keras-mlp");
  const source = { kind: "spec", spec, weights: initialWeights(spec, 1) } as const;
  const model = await onnxWasm.load(source, { threads: 2 });
  expect(model.runtime).toMatchObject({ library: "onnxruntime-web", provider: "wasm", threads: 2, simd: true });
  expect((await model.memory()).wasmBytes).toBeGreaterThan(2 ** 20);
  await model.dispose();
  await expect(onnxWasm.load(source, { threads: 1 })).rejects.toThrow(BackendError);
  await expect(onnxWasm.load(source, { threads: 1 })).rejects.toThrow(/expected 1 threads; got 2/);
  const other = await onnxWasm.load(source, { threads: null });
  expect(other.runtime.threads).toBe(2);
  await other.dispose();
});
