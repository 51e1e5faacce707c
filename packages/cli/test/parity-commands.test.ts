import { describe, expect, it } from "vitest";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

describe("evenkeel diverge", () => {
  it.each([
    [["diverge", "onnx-cpu"], /one backend alone cannot diverge; expected two or more, or none/],
    [["diverge", "onnx-cpu", "onnx-gpu"], /unknown backend; .*got "onnx-gpu"/],
    [["diverge", "--steps", "none"], /--steps.*Expected a whole number from 1, or "epoch"/],
    [["diverge", "--model", "resnet"], /unknown model/],
    [["determinism", "--backend", "abacus"], /unknown backend/],
    [["determinism", "--steps", "0"], /Expected a whole number from 1/],
  ])("%j is wrong use: one clear line and exit code 2", async (argv, message) => {
    expect(await runCli(argv)).toBe(2);
    expect(captured.err).toMatch(message);
    expect(captured.out).toBe("");
  });

  it("trains a pair alike, looks at every step when asked why, and finds no fault", async () => {
    const argv = ["diverge", "onnx-cpu", "onnx-wasm", "--model", "keras-mlp", "--steps", "1", "--why", "--json"];
    expect(await runCli(argv)).toBe(0);
    const { pairs } = JSON.parse(captured.out) as { pairs: readonly unknown[] };
    expect(pairs).toMatchObject([
      {
        backends: ["onnx-cpu", "onnx-wasm"],
        steps: [1, 1],
        losses: { largestRelative: expect.closeTo(0, 5) as number },
        cause: { finding: null, rounding: [], steps: 1 },
      },
    ]);
    expect(captured.err).toMatch(/training on onnx-cpu[^]*training on onnx-wasm[^]*taking step 1 of 1 again/);
  });
});

describe("evenkeel determinism", () => {
  it("trains a backend twice and compares the bits", async () => {
    expect(await runCli(["determinism", "--backend", "tfjs-wasm", "--model", "keras-mlp", "--steps", "2"])).toBe(0);
    expect(captured.out).toMatch(
      /^backend\s+threads\s+steps\s+the same bits twice\?\ntfjs-wasm +1, always +2 +yes, all losses and weights/,
    );
  });
});
