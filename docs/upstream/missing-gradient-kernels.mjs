// npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

tf.enableProdMode();

const attributes = { strides: [1, 1], dilations: [1, 1], pad: "valid", dataFormat: "NHWC", dimRoundingMode: null };
const shapes = { inputShape: [1, 1, 1, 1], filterShape: [1, 1, 1, 1] };

const found = {};
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  found[backend] = {};
  const pixel = tf.tensor4d([1], [1, 1, 1, 1]);
  for (const [kernel, inputs] of [
    ["Conv2DBackpropFilter", { x: pixel, dy: pixel }],
    ["DepthwiseConv2dNativeBackpropFilter", { x: pixel, dy: pixel }],
    ["DepthwiseConv2dNativeBackpropInput", { filter: pixel, dy: pixel }],
  ]) {
    try {
      found[backend][kernel] = [
        ...tf
          .engine()
          .runKernel(kernel, inputs, { ...attributes, ...shapes })
          .dataSync(),
      ];
    } catch (error) {
      found[backend][kernel] = error.message;
    }
  }
}
console.log(JSON.stringify({ expected: found.cpu, got: found.wasm }));
