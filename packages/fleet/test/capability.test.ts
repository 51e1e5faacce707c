import { experiment } from "@evenkeel/harness/fixture";
import { describe, expect, it } from "vitest";
import { needsText, queueOf, serves, type Offer } from "../src/job/capability.ts";

const offer: Offer = { name: "lab-1", backends: ["onnx-cpu", "onnx-wasm"], all: true };
const queue = (backends: "all" | string[], machine?: string) =>
  queueOf({ experiment: { ...experiment, backends }, ...(machine !== undefined && { machine }) });

describe("the queue of a job", () => {
  it("says what it needs, however that was written", () => {
    expect(queue("all")).toBe("jobs/all");
    expect(queue(["onnx-wasm", "onnx-cpu", "onnx-wasm"])).toBe(queue(["onnx-cpu", "onnx-wasm"]));
    expect(needsText(queue(["onnx-wasm", "onnx-cpu"], "lab-1"))).toBe("onnx-cpu, onnx-wasm on lab-1");
    expect(needsText(queue("all"))).toBe("all backends");
  });

  it.each([
    { backends: ["onnx-cpu"], taken: true },
    { backends: ["onnx-cpu", "onnx-wasm"], taken: true },
    { backends: ["onnx-cpu", "torch-cpu"], taken: false },
    { backends: "all" as const, taken: true },
    { backends: ["onnx-cpu"], machine: "lab-1", taken: true },
    { backends: ["onnx-cpu"], machine: "lab-2", taken: false },
    { backends: "all" as const, machine: "lab-2", taken: false },
  ])("of $backends on $machine: taken $taken", ({ backends, machine, taken }) => {
    expect(serves(offer, queue(backends, machine))).toBe(taken);
  });

  it("of all backends is not taken by a worker that was told which to use", () => {
    expect(serves({ ...offer, all: false }, queue("all"))).toBe(false);
  });

  it.each(["lost", "jobs", "place/0b5c2f0e-6f0a-4b1e-9a44-1d1f3a0c9e11", ""])("%s is taken by nobody", (name) => {
    expect(serves(offer, name)).toBe(false);
  });
});
