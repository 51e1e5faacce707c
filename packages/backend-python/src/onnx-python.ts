import { onnxOf, type Backend } from "@evenkeel/core";
import { probe, workersOf } from "./backend.ts";
import { identities } from "./identities.ts";
import { PythonFileModel } from "./python-file-model.ts";

const { id, title, device, sources } = identities.onnxPython;
const options = { ...identities.onnxPython, framework: "onnx" } as const;
const workerFor = workersOf(options);

/** ONNX Runtime as most people call it, from Python: the runtime that ONNX files are held against. */
export const onnxPython: Backend = {
  id,
  title,
  device,
  supports: { sources: new Set(sources), layers: new Set(), training: false, threads: true },
  probe: () => probe(options),
  load: async (source, loadOptions) => {
    const file = onnxOf(source, id);
    return PythonFileModel.create(await workerFor(loadOptions), file);
  },
};
