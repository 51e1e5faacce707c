import { encodeFrame, FrameReader } from "@evenkeel/backend-python/frames";
import type { Target } from "../target.ts";

/** What a Python worker sends, in two chunks. */
export const frames: Target = {
  name: "frames",
  seeds: async () => [
    Buffer.concat(
      encodeFrame({
        header: { reply: "predict" },
        tensors: new Map([["logits", { shape: [2, 3], data: new Float32Array(6) }]]),
      }),
    ),
  ],
  take: async (input) => {
    const reader = new FrameReader();
    const half = Math.floor(input.length / 2);
    reader.push(input.subarray(0, half));
    reader.push(input.subarray(half));
  },
};
