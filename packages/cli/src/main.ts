#!/usr/bin/env node
import { outputFailed, watchOutput } from "./terminal.ts";

watchOutput();
try {
  const { runCli } = await import("./program.ts");
  const code = await runCli(process.argv.slice(2));
  process.exitCode = outputFailed() ? code || 1 : code;
} catch (error) {
  // A module of the workspace does not load: a broken edit, or a damaged installation.
  const { explainError } = await import("@evenkeel/core");
  process.stderr.write(`error: cannot start: ${explainError(error).message}\n`);
  process.exitCode = 1;
}
