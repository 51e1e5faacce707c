/** The small specs and their samples can show what they are there to show. */
import { referenceGradients } from "@evenkeel/backend-reference";
import { layerKinds, type LayerOf, type ModelSpec } from "@evenkeel/core";
import { inferShapes, windowGeometry } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { gradientLesson } from "../src/lesson/lessons.ts";
import type { Values } from "../src/samples.ts";
import { layerSpecs, networkSpecs, smallSpecs } from "../src/specs/index.ts";

const kindsOf = (specs: readonly ModelSpec[]) => new Set(specs.flatMap(({ layers }) => layers.map(({ kind }) => kind)));

describe("the small specs", () => {
  it("hold every layer kind where they say so, and all of them again in networks", () => {
    for (const kind of layerKinds) for (const spec of layerSpecs[kind]) expect(kindsOf([spec])).toContain(kind);
    expect([...kindsOf(networkSpecs)].sort()).toEqual([...layerKinds].sort());
    expect(smallSpecs.size).toBe(Object.values(layerSpecs).flat().length + networkSpecs.length);
  });

  it.each(["real", "quantised", "non-positive"] as const)("have gradients worth comparing on %s values", (values) => {
    const specs = values === "non-positive" ? layerSpecs["max-pool2d"] : [...smallSpecs.values()];
    for (const spec of specs) {
      for (const [name, gradient] of gradientsOf(spec, values)) {
        const largest = Math.max(...gradient.map(Math.abs));
        expect(largest, `${spec.name} ${name}`).toBeGreaterThan(1e-2);
      }
    }
  });

  it.each(["quantised", "non-positive"] as const)("tie at least a tenth of the maxima on %s values", (values) => {
    for (const spec of layerSpecs["max-pool2d"]) {
      const windows = windowsOf(spec, values);
      const tied = windows.filter((window) => window.filter((value) => value === Math.max(...window)).length > 1);
      expect(tied.length / windows.length, spec.name).toBeGreaterThan(0.1);
    }
  });

  it("have windows without a positive value, zeros among them, on non-positive values", () => {
    for (const spec of layerSpecs["max-pool2d"]) {
      const maxima = windowsOf(spec, "non-positive").map((window) => Math.max(...window));
      expect(Math.max(...maxima), spec.name).toBeLessThanOrEqual(0);
      expect(
        maxima.some((value) => value < 0),
        spec.name,
      ).toBe(true);
    }
  });
});

function gradientsOf(spec: ModelSpec, values: Values): ReadonlyMap<string, Float64Array> {
  const { source, recipe, calls } = gradientLesson(spec, values);
  const [[batch] = []] = calls;
  if (batch === undefined) throw new Error("a lesson has a batch");
  return referenceGradients(source.spec, source.weights, batch, recipe.loss).gradients;
}

/** The values under each window of the spec's pooling, computed here from the 1×1 convolution before it. */
function windowsOf(spec: ModelSpec, values: Values): number[][] {
  const { source, calls } = gradientLesson(spec, values);
  const images = calls[0]?.[0]?.images.data ?? [];
  const pool = spec.layers.find((layer): layer is LayerOf<"max-pool2d"> => layer.kind === "max-pool2d");
  const [height = 0, width = 0, filters = 0] = inferShapes(spec).get("before") ?? [];
  const kernel = source.weights.get("before.kernel")?.data ?? [];
  const bias = source.weights.get("before.bias")?.data ?? [];
  if (pool === undefined) throw new Error("a pooling spec pools");
  const { channels } = spec.input;
  const valueAt = (y: number, x: number, f: number) => {
    let sum = bias[f] ?? 0;
    for (let c = 0; c < channels; c += 1) {
      sum += (images[(y * width + x) * channels + c] ?? 0) * (kernel[c * filters + f] ?? 0);
    }
    return sum;
  };
  const around = windowGeometry({ ...pool, kernel: pool.size, dilation: [1, 1], height, width });
  const windows: number[][] = [];
  for (let oy = 0; oy < around.outHeight; oy += 1) {
    for (let ox = 0; ox < around.outWidth; ox += 1) {
      for (let f = 0; f < filters; f += 1) {
        const window: number[] = [];
        for (let ky = 0; ky < pool.size[0]; ky += 1) {
          for (let kx = 0; kx < pool.size[1]; kx += 1) {
            const y = oy * pool.strides[0] + ky - around.padTop;
            const x = ox * pool.strides[1] + kx - around.padLeft;
            if (y >= 0 && y < height && x >= 0 && x < width) window.push(valueAt(y, x, f));
          }
        }
        windows.push(window);
      }
    }
  }
  return windows;
}
