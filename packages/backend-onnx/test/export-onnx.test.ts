import { smallSpecs } from "@evenkeel/conformance";
import {
  type Backend,
  type Batch,
  DataError,
  elementCount,
  type HostTensor,
  hostTensor,
  type ModelSpec,
  randomStream,
  type TrainableModel,
  type Weights,
} from "@evenkeel/core";
import { dropoutMasks, encodeSafetensors, initialWeights, zoo } from "@evenkeel/models";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { onnxCpu } from "../src/cpu.ts";
import { exportOnnx } from "../src/index.ts";

/** What computes an exported file in Python, where its modules are on PATH's Python. */
const engines = [
  {
    name: "onnx.checker and onnxruntime",
    modules: "numpy, onnx, onnxruntime",
    script: "check-export.py",
    extension: "onnx",
    encode: exportOnnx,
  },
  {
    name: "PyTorch",
    modules: "numpy, torch, safetensors",
    script: "torch-network.py",
    extension: "safetensors",
    encode: (_: ModelSpec, weights: Weights) => encodeSafetensors(weights),
  },
];

describe("exported models", () => {
  for (const { name, modules, script, extension, encode } of engines) {
    const python = ["python3", "python"].find(
      (command) => spawnSync(command, ["-c", `import ${modules}`]).status === 0,
    );
    it.skipIf(python === undefined)(
      `give the same logits in Python's ${name} (skipped without ${modules} in the Python on PATH)`,
      { timeout: 120_000 },
      async () => {
        const folder = await mkdtemp(join(tmpdir(), "evenkeel-export-"));
        const lessons = await trainedModels();
        const cases = await Promise.all(
          lessons.map(async ({ spec, weights, images: { shape, data } }, at) => {
            const file = join(folder, `${at}.${extension}`);
            await writeFile(file, encode(spec, weights));
            return JSON.stringify({ spec, file, images: { shape, data: [...data] } });
          }),
        );
        const answers = ask(python ?? "", join(import.meta.dirname, script), cases);
        await rm(folder, { recursive: true });
        expect(answers).toHaveLength(lessons.length);
        for (const [at, { spec, logits }] of lessons.entries()) {
          expect(answers[at]?.shape, spec.name).toEqual(logits.shape);
          for (const [index, value] of logits.data.entries()) {
            expect(Math.abs((answers[at]?.data[index] ?? Number.NaN) - value), spec.name).toBeLessThanOrEqual(1e-4);
          }
        }
      },
    );
  }

  it("refuses weights of another model", () => {
    const [spec, other] = [...zoo.values()];
    if (spec === undefined || other === undefined) throw new RangeError("the zoo is empty");
    expect(() => exportOnnx(spec, initialWeights(other, 1))).toThrow(DataError);
  });
});

interface Lesson {
  readonly spec: ModelSpec;
  readonly weights: Weights;
  readonly images: HostTensor;
  /** Ours, from the model that was trained. */
  readonly logits: HostTensor;
}

/** Every network of the zoo and every small one, after two steps: no weight is as it was drawn, and no bias zero. */
async function trainedModels(): Promise<Lesson[]> {
  const lessons: Lesson[] = [];
  for (const spec of [...zoo.values(), ...smallSpecs.values()]) {
    const model = await loadTrainable(onnxCpu, spec);
    await model.train([batchOf(spec, 1), batchOf(spec, 2)]);
    const { images } = batchOf(spec, 3);
    const { value: logits } = await model.predict(images);
    lessons.push({ spec, weights: await model.exportWeights(), images, logits });
    await model.dispose();
  }
  return lessons;
}

async function loadTrainable(backend: Backend, spec: ModelSpec): Promise<TrainableModel> {
  const source = { kind: "spec", spec, weights: initialWeights(spec, 1) } as const;
  const model = await backend.loadTrainable?.(source, { threads: 1 }, spec.recipe);
  if (model === undefined) throw new Error(`${backend.id} cannot train`);
  return model;
}

/** Three images and their labels. */
function batchOf(spec: ModelSpec, step: number): Batch {
  const { height, width, channels } = spec.input;
  const shape = [3, height, width, channels];
  const random = randomStream(1, `${spec.name}-${step}`);
  return {
    images: hostTensor(
      shape,
      Float32Array.from({ length: elementCount(shape) }, () => random.uniform() - 0.5),
    ),
    labels: Int32Array.from({ length: 3 }, () => random.below(spec.classes)),
    dropoutMasks: dropoutMasks(spec, { seed: 1, step, batch: 3 }),
  };
}

function ask(python: string, script: string, cases: readonly string[]): HostTensor[] {
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input: cases.join("\n"),
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout
    .trim()
    .split("\n")
    .map((line): HostTensor => JSON.parse(line));
}
