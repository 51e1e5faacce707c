/** A layer kind that is only added to core's schema does not compile: the type checker lists what is missing. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copiedPackages, typeErrors } from "./fixture/copied-packages.ts";

const copied = [
  "backend-onnx",
  "backend-python",
  "backend-reference",
  "backend-tfjs",
  "core",
  "gate",
  "models",
  "setup",
];

/** The files that know every layer kind. */
const places = [
  "backend-onnx/src/inference/emit-layer.ts",
  "backend-onnx/src/training/emit-stage.ts",
  "backend-python/src/layers.ts",
  "backend-reference/src/layers/index.ts",
  "backend-tfjs/src/gradient-kernels.ts",
  "backend-tfjs/src/layers.ts",
  "gate/src/cases/layer-cases.ts",
  "gate/src/lesson/margins.ts",
  "gate/src/specs/index.ts",
  "models/src/layers/index.ts",
];

it("does not compile without its definition, its code in each backend and its cases in the gate", async () => {
  const folder = await copiedPackages(copied);
  await addLayerKind(join(folder, "core/src/model-spec.ts"));
  const errors = await typeErrors(folder);
  const found = errors.map(({ file }) => file);
  expect([...new Set(found)].sort()).toEqual(places);
  for (const place of places) {
    const texts = errors.filter(({ file }) => file === place).map(({ text }) => text);
    expect(texts.join("\n"), place).toContain("swish");
  }
}, 60_000);

async function addLayerKind(file: string): Promise<void> {
  const source = await readFile(file, "utf8");
  const known = '  z.strictObject({ kind: z.literal("relu"), name, inputs: one }),\n';
  expect(source).toContain(known);
  await writeFile(file, source.replace(known, known + known.replace("relu", "swish")));
}
