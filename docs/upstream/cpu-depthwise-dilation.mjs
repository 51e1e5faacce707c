// npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

tf.enableProdMode();

const attributes = { strides: [2, 2], dilations: [2, 2], pad: "valid", dataFormat: "NHWC", dimRoundingMode: null };

const found = {};
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  const pixel = tf.tensor4d([2], [1, 1, 1, 1]);
  found[backend] = {};
  for (const kernel of ["Conv2D", "DepthwiseConv2dNative"]) {
    try {
      found[backend][kernel] = [...tf.engine().runKernel(kernel, { x: pixel, filter: pixel }, attributes).dataSync()];
    } catch (error) {
      found[backend][kernel] = error.message;
    }
  }
}
console.log(JSON.stringify({ expected: found.wasm, got: found.cpu }));
