import { runChecks } from "@evenkeel/gate";
import { serveCell } from "@evenkeel/harness/cell";
import { exercisesHandler } from "@evenkeel/parity/cell";
import { findBackend } from "./registry.ts";

/** The module that a cell's child process runs. */
serveCell({ loadBackend: (id) => findBackend(id).load(), runChecks, jobs: [exercisesHandler] });
