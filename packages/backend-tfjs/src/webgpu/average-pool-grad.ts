import {
  AvgPoolGrad,
  type AvgPoolGradAttrs,
  backend_util,
  getKernel,
  type KernelConfig,
  mul,
  type Tensor,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs-core";

const upstream = getKernel(AvgPoolGrad, "webgpu");

/**
 * Upstream's `AvgPoolGrad` (tfjs-backend-webgpu 4.22, src/kernels/AvgPoolGrad.ts) divides by the size of the whole
 * window, as in tfjs' other backends (see kernels/average-pool-grad.ts): with `same` padding the gradient at the edges
 * is too small. Smallest input: a 1×2 window, stride 2, over shape [1,1,1,1] with dy [1] gives 0.5 instead of 1.
 *
 * Here: the gradient of each window that hangs over the edge is scaled up before.
 */
export const webgpuAveragePoolGrad: KernelConfig = {
  ...upstream,
  kernelFunc: (call) => {
    const { dy, input } = call.inputs as { dy: Tensor; input: Tensor };
    const { filterSize, strides, pad } = call.attrs as unknown as AvgPoolGradAttrs;
    const shape = input.shape as [number, number, number, number];
    const geometry = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
    const { outHeight, outWidth } = geometry;
    const scales = windowScales(geometry);
    if (scales.every((scale) => scale === 1)) return upstream.kernelFunc(call);
    return tidy(() => {
      const scaled = mul(dy, tensor4d(scales, [1, outHeight, outWidth, 1]));
      return upstream.kernelFunc({ ...call, inputs: { dy: scaled, input } }) as Tensor;
    });
  },
};

/** For each output pixel, the pixels of a whole window over those that lie inside of the image. */
function windowScales(geometry: backend_util.Conv2DInfo): Float32Array {
  const { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth } = geometry;
  const { top, left } = geometry.padInfo;
  const scales = new Float32Array(outHeight * outWidth);
  for (const at of scales.keys()) {
    const rows = inside(Math.floor(at / outWidth) * strideHeight - top, filterHeight, inHeight);
    const columns = inside((at % outWidth) * strideWidth - left, filterWidth, inWidth);
    scales[at] = (filterHeight * filterWidth) / (rows * columns);
  }
  return scales;
}

function inside(begin: number, length: number, size: number): number {
  return Math.min(begin + length, size) - Math.max(begin, 0);
}
