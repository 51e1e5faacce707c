import { serveCell } from "@evenkeel/harness/cell";
import { exercisesHandler } from "@evenkeel/parity/cell";
import { findBackend } from "./registry.ts";

/** The module that a cell's child process runs. The gate and its oracle are read by the cells that ask it alone. */
serveCell({
  loadBackend: (id) => findBackend(id).load(),
  runChecks: async (backend, options) => (await import("@evenkeel/gate")).runChecks(backend, options),
  jobs: [exercisesHandler],
});
