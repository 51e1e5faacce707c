import { expect, test } from "vitest";
import { isNeeded, isOurRuntimeFile } from "../src/needed.ts";

test.each([
  ["onnxruntime-node", "bin/napi-v6/linux/x64/libonnxruntime.so.1", true],
  ["onnxruntime-node", "bin/napi-v6/win32/x64/onnxruntime.dll", false],
  ["onnxruntime-web", "dist/ort-wasm-simd-threaded.wasm", true],
  ["onnxruntime-web", "dist/ort-wasm-simd-threaded.jsep.wasm", false],
  ["zod", "index.js", true],
  ["zod", "index.js.map", false],
  ["zod", "index.d.cts", false],
])("%s: %s %s", (name, path, needed) => {
  expect(isNeeded(name, path)).toBe(needed);
});

test.each([
  ["package.json", true],
  ["src/cuda/wheels.ts", true],
  ["requirements/onnx-cuda.txt", true],
  ["python/worker.py", true],
  ["python/__pycache__/worker.cpython-312.pyc", false],
  ["quick.ts", true],
  ["test/cuda.test.ts", false],
  ["scripts/step-time.ts", false],
  ["tsconfig.json", false],
])("ours: %s %s", (path, needed) => {
  expect(isOurRuntimeFile(path)).toBe(needed);
});
