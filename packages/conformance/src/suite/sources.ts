import { UnsupportedError, type ModelSource } from "@evenkeel/core";
import { leastSpec, loadTrainable, sampleWeights, smallSpecNamed } from "@evenkeel/gate";
import { expect } from "vitest";
import { options, type Subject } from "./subject.ts";

const spec = smallSpecNamed(leastSpec);

const file = {
  kind: "onnx",
  network: spec,
  file: "no-such-file.onnx",
  interface: {
    input: { name: "x", layout: "nhwc", channelOrder: "rgb", scale: 1, mean: [0], deviation: [1], batch: null },
    output: { name: "y", meaning: "logits" },
  },
} as const;

/** A source of each kind; what it names need not be there. */
const examples: { readonly [K in ModelSource["kind"]]: Extract<ModelSource, { kind: K }> } = {
  spec: { kind: "spec", spec, weights: sampleWeights(spec, "real") },
  onnx: { ...file, interface: { ...file.interface, input: { ...file.interface.input, mean: [0], deviation: [1] } } },
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
