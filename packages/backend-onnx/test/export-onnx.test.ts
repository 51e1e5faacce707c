import { smallSpecs } from "@evenkeel/conformance";
import { DataError, elementCount, hostTensor, randomStream } from "@evenkeel/core";
import type { HostTensor, ModelSpec } from "@evenkeel/core";
import { initialWeights, zoo } from "@evenkeel/models";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { onnxCpu } from "../src/cpu.ts";
import { exportOnnx } from "../src/index.ts";

const script = join(import.meta.dirname, "check-export.py");
const python = ["python3", "python"].find(
  (command) => spawnSync(command, ["-c", "import numpy, onnx, onnxruntime"]).status === 0,
);

function imagesOf({ name, input }: ModelSpec, count: number): HostTensor {
  const shape = [count, input.height, input.width, input.channels];
  const random = randomStream(1, name);
  return hostTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.uniform() - 0.5),
  );
}

async function logitsHere(spec: ModelSpec, images: HostTensor): Promise<HostTensor> {
  const model = await onnxCpu.load({ kind: "spec", spec, weights: initialWeights(spec, 1) }, { threads: 1 });
  const { value } = await model.predict(images);
  await model.dispose();
  return value;
}

describe("exportOnnx", () => {
  it.skipIf(python === undefined)(
    "writes files that Python's onnx.checker accepts and its onnxruntime computes alike (skipped without Python's onnx and onnxruntime on PATH)",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "evenkeel-export-"));
      const specs = [...zoo.values(), ...smallSpecs.values()];
      const cases = await Promise.all(
        specs.map(async (spec, at) => {
          const file = join(folder, `${at}.onnx`);
          await writeFile(file, exportOnnx(spec, initialWeights(spec, 1)));
          const { shape, data } = imagesOf(spec, 3);
          return JSON.stringify({ file, images: { shape, data: [...data] } });
        }),
      );
      const input = cases.join("\n");
      const { status, stdout, stderr } = spawnSync(python ?? "", [script], {
        input,
        encoding: "utf8",
        maxBuffer: 2 ** 26,
      });
      await rm(folder, { recursive: true });
      expect(stderr).toBe("");
      expect(status).toBe(0);
      const answers = stdout.trim().split("\n");
      expect(answers).toHaveLength(specs.length);
      for (const [at, spec] of specs.entries()) {
        const answer: HostTensor = JSON.parse(answers[at] ?? "null");
        const here = await logitsHere(spec, imagesOf(spec, 3));
        expect(answer.shape, spec.name).toEqual(here.shape);
        const largest = Math.max(...here.data.map(Math.abs));
        for (const [index, value] of here.data.entries()) {
          expect(Math.abs((answer.data[index] ?? Number.NaN) - value), spec.name).toBeLessThanOrEqual(1e-5 * largest);
        }
      }
    },
  );

  it("refuses weights of another model", () => {
    const [spec, other] = [...zoo.values()];
    if (spec === undefined || other === undefined) throw new RangeError("the zoo is empty");
    expect(() => exportOnnx(spec, initialWeights(other, 1))).toThrow(DataError);
  });
});
