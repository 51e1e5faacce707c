/** `pnpm new backend|model|task NAME`: writes what CONTRIBUTING.md asks for. */
import { runNew } from "./new/program.ts";

process.exitCode = await runNew(process.argv.slice(2));
