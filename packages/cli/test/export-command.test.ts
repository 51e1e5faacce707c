import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelSpec, Weights } from "@evenkeel/core";
import { decodeSafetensors, encodeSafetensors, initialWeights, withClasses, zoo } from "@evenkeel/models";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

const lenet = zoo.get("lenet-5") as ModelSpec;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-export-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** `evenkeel export lenet-5 …`, in this process: exit code, and what was said. */
async function exported(...args: string[]): Promise<{ code: number; text: string }> {
  const code = await runCli(["export", "lenet-5", ...args]);
  return { code, text: `${captured.out}${captured.err}` };
}

/** A file with these weights; gives its path. */
async function weightsFile(weights: Weights): Promise<string> {
  const file = join(folder, "trained.safetensors");
  await writeFile(file, encodeSafetensors(weights));
  return file;
}

const out = (name = "model.safetensors") => join(folder, name);
const shapeOf = async (file: string, tensor: string) =>
  decodeSafetensors(await readFile(file), file).get(tensor)?.shape;

describe("evenkeel export", () => {
  it("does not write over a file unless it is told to", async () => {
    expect(await exported("--out", out())).toMatchObject({ code: 0 });
    const before = await readFile(out());
    const refused = await exported("--out", out(), "--seed", "2");
    expect(refused.code).toBe(2);
    expect(refused.text).toMatch(/model\.safetensors: there is a file already; .*--force/);
    expect(await readFile(out())).toEqual(before);
    await exported("--out", out(), "--seed", "2", "--force");
    expect(await readFile(out())).not.toEqual(before);
  });

  it.each([Number.NaN, Infinity])("refuses weights with %s by tensor and place, and writes nothing", async (value) => {
    const weights = initialWeights(lenet, 1);
    weights.get("dense1.kernel")?.data.set([value], 120 * 3 + 7);
    const file = await weightsFile(weights);
    const { code, text } = await exported("--weights", file, "--out", out("model.onnx"));
    expect(code).toBe(1);
    expect(text).toContain("trained.safetensors: weights that are no finite numbers");
    expect(text).toContain(`got ${value} at dense1.kernel[3, 7]`);
    expect(existsSync(out("model.onnx"))).toBe(false);
  });

  it("takes weights that were trained for another number of classes", async () => {
    const five = withClasses(lenet, 5) as ModelSpec;
    const file = await weightsFile(initialWeights(five, 3));
    await exported("--weights", file, "--out", out());
    expect(await shapeOf(out(), "dense3.kernel")).toEqual([84, 5]);
    await exported("--weights", file, "--out", out("model.onnx"));
    expect(existsSync(out("model.onnx"))).toBe(true);
  });

  it("gives initial weights for a number of classes, the others being as they are without", async () => {
    await exported("--classes", "4", "--out", out());
    expect(await shapeOf(out(), "dense3.bias")).toEqual([4]);
    const kernel = decodeSafetensors(await readFile(out()), out()).get("conv1.kernel");
    expect(kernel).toEqual(initialWeights(lenet, 1).get("conv1.kernel"));
  });

  it("refuses weights of another network", async () => {
    const file = await weightsFile(initialWeights(zoo.get("keras-mlp") as ModelSpec, 1));
    const { code, text } = await exported("--weights", file, "--out", out());
    expect([code, text]).toEqual([1, expect.stringContaining("not the weights of lenet-5")]);
  });
});
