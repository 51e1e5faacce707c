import {
  checkDevice,
  layerKinds,
  outputsSchema,
  UnsupportedError,
  type LayerKind,
  type SpecSource,
} from "@evenkeel/core";
import {
  layerSpecs,
  leastSpec,
  loadTrainable,
  recipeOf,
  sampleBatch,
  sampleImages,
  sampleWeights,
  smallSpecNamed,
  smoothAdam,
  teach,
  using,
} from "@evenkeel/gate";
import { expect, test } from "vitest";
import { testSources } from "./sources.ts";
import { explained, options, type Subject } from "./subject.ts";

const recipe = recipeOf(smoothAdam);

/** Probe, load, run and dispose as the contract says. */
export function testLifecycle(subject: Subject): void {
  testProbe(subject);
  testSources(subject);
  if (!subject.backend.supports.sources.has("spec")) return;
  testRefusals(subject);
  const { backend, check } = subject;
  const source = sourceOf(leastSpec);
  const { spec } = source;
  const images = sampleImages(spec, 2, "real");

  check("says what it runs on, and computes on the one thread asked for", async () => {
    await using(backend.load(source, options), async (model) => {
      expect(model.runtime).toMatchObject({
        library: expect.stringMatching(/./),
        version: expect.stringMatching(/\d/),
      });
      expect(model.runtime.threads).toBe(1);
      checkDevice(backend, model.runtime);
      const { value } = await model.predict(images);
      expect(outputsSchema.options).toContain(model.outputs);
      expect([...value.shape]).toEqual(model.outputs === "labels" ? [2] : [2, spec.classes]);
      for (const bytes of Object.values(await model.memory())) expect(bytes ?? 0).toBeGreaterThanOrEqual(0);
    });
  });

  check("two models live beside each other, and outlive each other", async () => {
    const other = { ...source, weights: sampleWeights(spec, "quantised") };
    const alone = await using(backend.load(source, options), (model) => model.predict(images));
    await using(backend.load(source, options), async (model) => {
      await using(backend.load(other, options), async (second) => {
        const { value } = await second.predict(images);
        expect(value.data).not.toEqual(alone.value.data);
        expect((await model.predict(images)).value.data).toEqual(alone.value.data);
      });
      expect((await model.predict(images)).value.data).toEqual(alone.value.data);
    });
  });

  check("refuses a batch without a learning rate under a schedule", async () => {
    if (!backend.supports.training) return;
    const scheduled = { ...recipe, schedule: { kind: "cosine" } } as const;
    await using(loadTrainable(backend, source, options, scheduled), async (model) => {
      const training = model.train([sampleBatch(spec, 2, "real")]);
      await expect(training).rejects.toThrow(/the batch has no learning rate/);
    });
  });

  check("disposing twice does nothing", async () => {
    const model = await backend.load(source, options);
    await model.predict(images);
    await model.dispose();
    await expect(model.dispose()).resolves.toBeUndefined();
    if (!backend.supports.training) return;
    const trainable = await loadTrainable(backend, source, options, recipe);
    await trainable.train([sampleBatch(spec, 2, "real")]);
    await trainable.dispose();
    await expect(trainable.dispose()).resolves.toBeUndefined();
  });
}

function testProbe({ backend }: Subject): void {
  test("probes without failing", async ({ skip }) => {
    const availability = await backend.probe();
    const why = availability.state === "available" ? null : explained(backend, availability);
    const reason = availability.state === "available" ? null : availability.reason;
    expect([null, "not-installed", "no-device", "no-credentials"], why ?? backend.id).toContain(reason);
    if (why === null) return;
    process.stderr.write(`${why}\n`);
    skip(why);
  });
}

/** A layer kind outside `supports` is refused by name, on both ways in. */
function testRefusals({ backend, check }: Subject): void {
  for (const kind of layerKinds.filter((known) => !backend.supports.layers.has(known))) {
    check(`refuses ${kind} by its name`, async () => {
      const { source, layer } = exampleOf(kind);
      const refusal = { message: expect.stringContaining(layer) };
      await expect(backend.load(source, options)).rejects.toThrow(UnsupportedError);
      await expect(backend.load(source, options)).rejects.toMatchObject(refusal);
      await expect(loadTrainable(backend, source, options, recipe)).rejects.toThrow(UnsupportedError);
    });
  }
  if (backend.supports.training) return;
  test("leaves out training", () => {
    expect(backend).not.toHaveProperty("loadTrainable");
  });
}

/** The same training twice, bit by bit. */
export function testDeterminism({ backend, check, supports }: Subject): void {
  for (const name of [leastSpec, "residual-network", "branching-network"]) {
    const source = sourceOf(name);
    const { spec } = source;
    if (!supports(spec)) continue;
    check(`${name} trains twice to the same bits on one thread`, async () => {
      const calls = [[0, 1, 2].map((round) => sampleBatch(spec, 3, "real", round))];
      const lesson = { source, recipe, calls, questions: [sampleImages(spec, 2, "real")] };
      expect(await teach(backend, lesson, options)).toEqual(await teach(backend, lesson, options));
    });
  }
}

function sourceOf(name: string): SpecSource {
  const spec = smallSpecNamed(name);
  return { kind: "spec", spec, weights: sampleWeights(spec, "real") };
}

function exampleOf(kind: LayerKind): { source: SpecSource; layer: string } {
  const [spec] = layerSpecs[kind];
  const layer = spec.layers.find((candidate) => candidate.kind === kind);
  if (layer === undefined) throw new RangeError(`no small spec holds a ${kind}`);
  return { source: sourceOf(spec.name), layer: layer.name };
}
