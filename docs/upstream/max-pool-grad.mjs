// npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

tf.enableProdMode();

/** The gradient of max pooling with windows of 1x2 over one row. */
function gradient(row, output, dy) {
  const tensor = (values) => tf.tensor4d(values, [1, 1, values.length, 1]);
  const inputs = { input: tensor(row), output: tensor(output), dy: tensor(dy) };
  const attributes = { filterSize: [1, 2], strides: [1, 2], pad: "valid" };
  return [...tf.engine().runKernel("MaxPoolGrad", inputs, attributes).dataSync()];
}

const found = {};
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  found[backend] = {
    // The second window, [-1, -2], holds no positive value; its maximum is -1.
    nonPositive: gradient([3, 0, -1, -2], [3, -1], [1, 1]),
    // A tie: TensorFlow and PyTorch give the gradient to the first maximum.
    tie: gradient([1, 1], [1], [1]),
  };
}
console.log(JSON.stringify({ expected: found.cpu, got: found.wasm }));
