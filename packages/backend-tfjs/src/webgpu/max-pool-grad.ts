import {
  backend_util,
  type KernelConfig,
  MaxPoolGrad,
  type MaxPoolGradAttrs,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { type WebGPUBackend, type WebGPUProgram, webgpu_util } from "@tensorflow/tfjs-backend-webgpu";

/**
 * Upstream's `MaxPoolGrad` (tfjs-backend-webgpu 4.22, src/pool_webgpu.ts) compares with `>=`, so where values tie the
 * gradient goes to the last maximum: a window over [1, 1] with dy [1] gives [0, 1] instead of [1, 0]. tfjs-cpu,
 * TensorFlow and PyTorch take the first.
 */
export const webgpuMaxPoolGrad: KernelConfig = {
  kernelName: MaxPoolGrad,
  backendName: "webgpu",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo };
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as MaxPoolGradAttrs;
    const shape = input.shape as [number, number, number, number];
    const geometry = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const pairs = [
      [geometry.strideHeight, geometry.strideWidth],
      [geometry.padInfo.top, geometry.padInfo.left],
      [geometry.filterHeight, geometry.filterWidth],
      [geometry.inHeight, geometry.inWidth],
      [geometry.outHeight, geometry.outWidth],
    ];
    const uniforms = pairs.map((data) => ({ type: "int32", data }));
    return (backend as WebGPUBackend).runWebGPUProgram(gradientProgram(shape), [dy, input], "float32", uniforms);
  },
};

function gradientProgram(outputShape: number[]): WebGPUProgram {
  const workgroupSize: [number, number, number] = [64, 1, 1];
  const dispatchLayout = webgpu_util.flatDispatchLayout(outputShape);
  return {
    shaderKey: "evenkeelMaxPoolGrad",
    variableNames: ["dy", "x"],
    uniforms: "strides : vec2<i32>, pads : vec2<i32>, window : vec2<i32>, image : vec2<i32>, outputs : vec2<i32>,",
    workgroupSize,
    size: true,
    outputShape,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, outputShape, workgroupSize),
    getUserCode: () => shader,
  };
}

/** A thread for each pixel and channel of the input: adds up the gradients of the windows whose first maximum it is. */
const shader = `
  fn isFirstMaximum(batch : i32, channel : i32, corner : vec2<i32>, tap : vec2<i32>) -> bool {
    let own = getX(batch, corner.x + tap.x, corner.y + tap.y, channel);
    for (var row = 0; row < uniforms.window.x; row++) {
      for (var column = 0; column < uniforms.window.y; column++) {
        let at = corner + vec2<i32>(row, column);
        if (at.x < 0 || at.y < 0 || at.x >= uniforms.image.x || at.y >= uniforms.image.y) {
          continue;
        }
        let other = getX(batch, at.x, at.y, channel);
        let before = row < tap.x || (row == tap.x && column < tap.y);
        if (other > own || (before && other == own)) {
          return false;
        }
      }
    }
    return true;
  }

  fn main(index : i32) {
    if (index < uniforms.size) {
      let coords = getCoordsFromIndex(index);
      var gradient = 0.0;
      for (var row = 0; row < uniforms.window.x; row++) {
        for (var column = 0; column < uniforms.window.y; column++) {
          let tap = vec2<i32>(row, column);
          let corner = coords.yz - tap;
          let padded = corner + uniforms.pads;
          let output = padded / uniforms.strides;
          if (all(padded >= vec2<i32>(0)) && all(output < uniforms.outputs) && all(padded % uniforms.strides == vec2<i32>(0))
              && isFirstMaximum(coords[0], coords[3], corner, tap)) {
            gradient += getDy(coords[0], output.x, output.y, coords[3]);
          }
        }
      }
      setOutputAtIndex(index, gradient);
    }
  }
`;
