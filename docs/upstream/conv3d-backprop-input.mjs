// npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

tf.enableProdMode();

const found = {};
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  const frames = (values) => tf.tensor5d(values, [1, values.length, 1, 1, 1]);
  // A filter of one 3 and stride 1: y = 3 * x over two frames, so dx = 3 * dy.
  const attributes = { strides: [1, 1, 1], pad: "valid", inputShape: [1, 2, 1, 1, 1] };
  const inputs = { dy: frames([1, 10]), filter: frames([3]) };
  found[backend] = [...tf.engine().runKernel("Conv3DBackpropInputV2", inputs, attributes).dataSync()];
}
console.log(JSON.stringify({ expected: found.cpu, got: found.wasm }));
