// npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

tf.enableProdMode();

const found = {};
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  const x = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
  const kernel = tf.tensor4d([1, 2], [1, 2, 1, 1]);
  // The stride of 3 leaves the third pixel over, so nothing is padded: 1*1 + 2*2 = 5.
  found[backend] = {
    conv2d: [...tf.conv2d(x, kernel, [1, 3], "same").dataSync()],
    depthwiseConv2d: [...tf.depthwiseConv2d(x, kernel, [1, 3], "same").dataSync()],
  };
}
console.log(JSON.stringify({ expected: found.cpu, got: found.wasm }));
