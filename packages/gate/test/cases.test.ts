/** The networks and inputs of the gate can show what they are there to show. */
import {
  createReferenceBackend,
  formulas,
  referenceGradients,
  slidingWindow,
  type LayerRules,
} from "@evenkeel/backend-reference";
import { layerKinds, type ModelSpec } from "@evenkeel/core";
import { zoo } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { clearImages } from "../src/cases/model-cases.ts";
import { layerCases } from "../src/cases/layer-cases.ts";
import { clearLesson, clearMargin, smallestMargin } from "../src/lesson/margins.ts";
import { teach, type Lesson } from "../src/lesson/teach.ts";
import { largest } from "../src/measure.ts";
import { layerSpecs, networkSpecs, smallSpecs } from "../src/specs/index.ts";

const kindsOf = (specs: readonly ModelSpec[]) => new Set(specs.flatMap(({ layers }) => layers.map(({ kind }) => kind)));

const cases = layerKinds.flatMap(layerCases);
const parts = cases.flatMap(({ id, subject, parts: all }) => all.map((part) => ({ id, subject, ...part })));
const gradientParts = parts.filter(({ work }) => work === "gradients");

describe("the small specs", () => {
  it("hold every layer kind where they say so, and all of them again in networks", () => {
    for (const kind of layerKinds) for (const spec of layerSpecs[kind]) expect(kindsOf([spec])).toContain(kind);
    expect([...kindsOf(networkSpecs)].sort()).toEqual([...layerKinds].sort());
    expect(smallSpecs.size).toBe(Object.values(layerSpecs).flat().length + networkSpecs.length);
  });
});

describe("the cases of a layer kind", () => {
  it.each(layerKinds)("%s: train on one image, and on numbers of images that no thread count divides", async (kind) => {
    const own = parts.filter(({ subject, work }) => subject === kind && work !== "predicting");
    const lessons = await Promise.all(own.map(async ({ lesson }) => lesson()));
    const sizes = lessons.flatMap(({ calls }) => calls.flat().map(({ labels }) => labels.length));
    expect([...new Set(sizes)]).toEqual(expect.arrayContaining([1, 3, 5, 7]));
  });

  it("have gradients that could be missed, each of a size that shows", async () => {
    for (const { id, lesson } of gradientParts) {
      const gradients = gradientsOf(await lesson());
      const overall = Math.max(...[...gradients.values()].map(largest));
      const small = [...gradients].filter(([, gradient]) => largest(gradient) <= 1e-3 * overall).map(([name]) => name);
      // In front of a batch normalisation a bias has no effect.
      expect(small, id).toEqual(id === "batch-norm/behind-bias" ? ["conv2d.bias"] : []);
    }
  });

  it("keep clear of kinks, unless they are there for them", async () => {
    const clear = parts.filter(({ onKinks }) => !onKinks);
    expect(clear.length).toBeGreaterThan(100);
    for (const { id, lesson } of clear) {
      expect(await smallestMargin(await lesson()), id).toBeGreaterThan(clearMargin);
    }
  });

  it("tie at least a tenth of the maxima on values that are there for it", async () => {
    const tying = gradientParts.filter(({ subject, onKinks }) => onKinks && subject === "max-pool2d");
    expect(tying.length).toBeGreaterThan(10);
    for (const { id, lesson } of tying) {
      const windows = await windowsOf(await lesson());
      const tied = windows.filter((window) => window.filter((value) => value === Math.max(...window)).length > 1);
      expect(tied.length / windows.length, id).toBeGreaterThan(0.1);
    }
  });

  it("have windows without a positive value, negative ones among them", async () => {
    const nonPositive = gradientParts.filter(({ id }) => id.endsWith("-non-positive"));
    expect(nonPositive.length).toBeGreaterThan(5);
    for (const { id, lesson } of nonPositive) {
      const maxima = (await windowsOf(await lesson())).map((window) => Math.max(...window));
      expect(Math.max(...maxima), id).toBeLessThanOrEqual(0);
      expect(Math.min(...maxima), id).toBeLessThan(0);
    }
  });
});

describe("smallestMargin", () => {
  it("finds the near tie of a pooling window and the small value before a relu, and passes over exact ones", async () => {
    const tying = gradientParts.find(({ id }) => id === "max-pool2d/2x2-ties");
    if (tying === undefined) throw new Error("no such case");
    const lesson = await tying.lesson();
    expect(await smallestMargin(lesson)).toBeGreaterThan(1e-2);
    expect(await smallestMargin(nudged(lesson, 1e-7))).toBeLessThan(1e-6);
  });

  it.each([...zoo.values()].map((spec) => [spec.name, spec] as const))("is clear on %s", async (_, spec) => {
    for (const slow of [true, false]) {
      const lesson = await clearLesson(spec, clearImages({ slow, spec }));
      expect(await smallestMargin(lesson)).toBeGreaterThan(clearMargin);
    }
  });
});

/** The same lesson with images whose every second value is larger by a hair. */
function nudged(lesson: Lesson, hair: number): Lesson {
  const calls = lesson.calls.map((batches) =>
    batches.map((batch) => {
      const { shape, data } = batch.images;
      return { ...batch, images: { shape, data: data.map((value, i) => value * (1 + (i % 4 < 2 ? hair : 0))) } };
    }),
  );
  return { ...lesson, calls };
}

function gradientsOf({ source, recipe, calls }: Lesson): ReadonlyMap<string, Float64Array> {
  const [[batch] = []] = calls;
  if (batch === undefined) throw new Error("a lesson has a batch");
  return referenceGradients(source.spec, source.weights, batch, recipe.loss).gradients;
}

/** The values under each window of the first pooling layer, as the oracle trains on the lesson. */
async function windowsOf(lesson: Lesson): Promise<number[][]> {
  const windows: number[][] = [];
  const watching: LayerRules["max-pool2d"] = (call) => {
    const [x] = call.inputs;
    const channels = x.shape.at(-1) ?? 0;
    slidingWindow(x, { ...call.layer, kernel: call.layer.size, dilation: [1, 1] }).forEachTap(
      channels,
      channels,
      (inputAt, outputAt) => {
        for (let c = 0; c < channels; c += 1) (windows[outputAt + c] ??= []).push(x.data[inputAt + c] ?? Number.NaN);
      },
    );
    return formulas.layers["max-pool2d"](call);
  };
  const backend = createReferenceBackend({ ...formulas, layers: { ...formulas.layers, "max-pool2d": watching } });
  await teach(backend, { ...lesson, questions: [] }, { threads: 1 });
  return windows;
}
