/** The suite itself, on backends that can do less: without some layers, predicting only, unavailable. */
import { referenceBackend } from "@evenkeel/backend-reference";
import { layerKinds, specOf, UnsupportedError, type Backend, type LayerKind, type ModelSource } from "@evenkeel/core";
import { testBackend } from "../src/index.ts";
import { subjectOf } from "../src/suite/subject.ts";

const lacking: ReadonlySet<LayerKind> = new Set(["batch-norm", "dropout"]);

function refuse(source: ModelSource): void {
  const layer = specOf(source, "partial").spec.layers.find(({ kind }) => lacking.has(kind));
  if (layer !== undefined) throw new UnsupportedError("not here", { where: `layer "${layer.name}"`, got: layer.kind });
}

const fewerLayers: Backend = {
  ...referenceBackend,
  id: "reference-without-batch-norm",
  slow: true,
  supports: { ...referenceBackend.supports, layers: new Set(layerKinds.filter((kind) => !lacking.has(kind))) },
  load: async (source, options) => {
    refuse(source);
    return referenceBackend.load(source, options);
  },
  loadTrainable: async (source, options, recipe) => {
    refuse(source);
    const loading = referenceBackend.loadTrainable?.(source, options, recipe);
    if (loading === undefined) throw new UnsupportedError("it cannot train");
    return loading;
  },
};

const onlyPredicts: Backend = {
  id: "reference-predicting",
  title: "Predicts only",
  slow: true,
  device: "cpu",
  supports: { ...referenceBackend.supports, training: false },
  probe: () => referenceBackend.probe(),
  load: (source, options) => referenceBackend.load(source, options),
};

const absent: Backend = {
  ...referenceBackend,
  id: "absent",
  probe: async () => ({
    state: "unavailable",
    reason: "no-device",
    message: "a test's backend that is never there",
    remedy: null,
  }),
};

testBackend(fewerLayers);
testBackend(onlyPredicts);
subjectOf(absent).check("is skipped where the backend is not available", async () => {
  throw new Error("a check ran without its backend");
});
