import { endOnSignals } from "./interrupt.ts";
import { runCli } from "./program.ts";
import { outputFailed, watchOutput } from "./terminal.ts";

watchOutput();
endOnSignals();
const code = await runCli(process.argv.slice(2));
process.exitCode = outputFailed() ? code || 1 : code;
