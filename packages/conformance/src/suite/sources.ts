import { UnsupportedError, type ModelSource } from "@evenkeel/core";
import { leastSpec, loadTrainable, sampleWeights, smallSpecNamed } from "@evenkeel/gate";
import { expect } from "vitest";
import { options, type Subject } from "./subject.ts";

const spec = smallSpecNamed(leastSpec);

/** A source of each kind; what it names need not be there. */
const examples: { readonly [K in ModelSource["kind"]]: Extract<ModelSource, { kind: K }> } = {
  spec: { kind: "spec", spec, weights: sampleWeights(spec, "real") },
  onnx: { kind: "onnx", network: spec, file: "no-such-file.onnx" },
  endpoint: {
    kind: "endpoint",
    network: spec,
    file: "no-such-file.json",
    exchanges: { mode: "live", cassettes: null, ledger: null },
  },
};

/** A kind of source outside `supports` is refused, on both ways in. */
export function testSources({ backend, check }: Subject): void {
  const { training, sources } = backend.supports;
  for (const source of Object.values(examples).filter(({ kind }) => !sources.has(kind))) {
    check(`refuses a source of kind ${source.kind}`, async () => {
      const refusal = { message: expect.stringContaining(source.kind) };
      await expect(backend.load(source, options)).rejects.toThrow(UnsupportedError);
      await expect(backend.load(source, options)).rejects.toMatchObject(refusal);
      if (!training) return;
      await expect(loadTrainable(backend, source, options, spec.recipe)).rejects.toThrow(UnsupportedError);
    });
  }
}
