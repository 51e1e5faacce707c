import { elementCount, type Shape } from "@evenkeel/core";
import type { Fans, LayerSlot } from "./layer-definition.ts";

/** Of a layer without weights. */
export const noSlots = (): readonly LayerSlot[] => [];

/** A kernel, and a bias of `outputs` values where there is one. */
export function kernelAndBias(kernel: Shape, fans: Fans, bias: boolean, outputs: number): readonly LayerSlot[] {
  const common = { trainable: true, fans, constant: 0 } as const;
  return [
    { slot: "kernel", shape: kernel, ...common },
    ...(bias ? [{ slot: "bias", shape: [outputs], ...common } as const] : []),
  ];
}

/** As Keras counts them, for depthwise kernels too (HWIM). */
export function kerasFans(kernel: Shape): Pick<Fans, "fanIn" | "fanOut"> {
  const [inputs = 1, outputs = 1] = kernel.slice(-2);
  const field = elementCount(kernel.slice(0, -2));
  return { fanIn: field * inputs, fanOut: field * outputs };
}

/** Of a kernel for which Keras and PyTorch count alike. */
export function plainFans(kernel: Shape): Fans {
  const fans = kerasFans(kernel);
  return { ...fans, torchFanIn: fans.fanIn };
}
