import { performance } from "node:perf_hooks";
import type { Backend, Model } from "@evenkeel/core";
import { serveCell } from "@evenkeel/harness/cell";
import { findBackend } from "../../src/registry.ts";
import { slowed } from "./slowed.ts";

/** A cell's process in which one backend is another with its calls made longer. */
serveCell({
  loadBackend: async (id) => (id === slowed.id ? slower(await findBackend(slowed.of).load()) : findBackend(id).load()),
  runChecks: async (backend, options) => (await import("@evenkeel/gate")).runChecks(backend, options),
});

function slower(backend: Backend): Backend {
  return {
    ...backend,
    id: slowed.id,
    supports: { ...backend.supports, training: false },
    load: async (source, options) => longer(await backend.load(source, options)),
  };
}

/** Every prediction is followed by a wait that takes the stated share of its time, on the same thread. */
function longer(model: Model): Model {
  return {
    runtime: model.runtime,
    outputs: model.outputs,
    memory: () => model.memory(),
    dispose: () => model.dispose(),
    predict: async (images) => {
      const start = performance.now();
      const { value, computeMs } = await model.predict(images);
      const end = performance.now() + slowed.share * (performance.now() - start);
      while (performance.now() < end);
      return { value, computeMs: computeMs * (1 + slowed.share) };
    },
  };
}
