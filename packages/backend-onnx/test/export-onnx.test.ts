import { DataError, type HostTensor, type ModelSpec, type Weights } from "@evenkeel/core";
import { sampleBatch, sampleImages, sampleWeights, smallSpecs, teach } from "@evenkeel/gate";
import { encodeSafetensors, initialWeights, zoo } from "@evenkeel/models";
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
    it(`give the same logits in Python's ${name}`, { timeout: 120_000 }, async ({ skip, onTestFinished }) => {
      if (python === undefined) return skip(`no Python on PATH has ${modules}`);
      const folder = await mkdtemp(join(tmpdir(), "evenkeel-export-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      const lessons = await trainedModels();
      const cases = await Promise.all(
        lessons.map(async ({ spec, weights, images: { shape, data } }, at) => {
          const file = join(folder, `${at}.${extension}`);
          await writeFile(file, encode(spec, weights));
          return JSON.stringify({ spec, file, images: { shape, data: [...data] } });
        }),
      );
      const found = ask(python, join(import.meta.dirname, script), cases);
      expect(found).toHaveLength(lessons.length);
      for (const [at, { spec, logits }] of lessons.entries()) {
        expect(found[at]?.shape, spec.name).toEqual(logits.shape);
        for (const [index, value] of logits.data.entries()) {
          expect(Math.abs((found[at]?.data[index] ?? Number.NaN) - value), spec.name).toBeLessThanOrEqual(1e-4);
        }
      }
    });
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

/** Every network of the zoo and every small one, after a step from weights of which no bias is 0 and no variance 1. */
async function trainedModels(): Promise<Lesson[]> {
  const lessons: Lesson[] = [];
  for (const spec of [...zoo.values(), ...smallSpecs.values()]) {
    const source = { kind: "spec", spec, weights: sampleWeights(spec, "real") } as const;
    const images = sampleImages(spec, 3, "real", 1);
    const recipe = { ...spec.recipe, schedule: { kind: "constant" } } as const;
    const lesson = { source, recipe, calls: [[sampleBatch(spec, 3, "real")]], questions: [images] };
    const { weights, logitsAfter } = await teach(onnxCpu, lesson, { threads: 1 });
    for (const logits of logitsAfter) lessons.push({ spec, weights, images, logits });
  }
  return lessons;
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
