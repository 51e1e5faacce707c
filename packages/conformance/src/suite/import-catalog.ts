/** A script: imports a catalogue and, where an id is given, that backend. Prints what came of it as a line of JSON. */
import { registerHooks } from "node:module";
import type { BackendEntry } from "@evenkeel/core";

const [catalogModule = "", id] = process.argv.slice(2);
const loaded: string[] = [];
registerHooks({
  load: (url, context, nextLoad) => {
    loaded.push(url);
    return nextLoad(url, context);
  },
});
const { catalog } = (await import(catalogModule)) as { readonly catalog: readonly BackendEntry[] };
const modules = loaded.filter((url) => !url.startsWith("node:"));
const entry = catalog.find((candidate) => candidate.id === id);
const backend = await entry?.load().catch((error: NodeJS.ErrnoException) => {
  if (error.code !== "ERR_MODULE_NOT_FOUND" && error.code !== "MODULE_NOT_FOUND") throw error;
});
const identity = backend === undefined ? null : { id: backend.id, title: backend.title, device: backend.device };
process.stdout.write(`\n${JSON.stringify({ modules, identity })}\n`, () => process.exit(0));
