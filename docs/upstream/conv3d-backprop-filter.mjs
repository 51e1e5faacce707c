// npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

tf.enableProdMode();

const found = {};
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  const row = (values) => tf.tensor5d(values, [1, 1, 1, values.length, 1]);
  // x = [2, 3, 5], a filter of 1 along every axis, stride 2 along the row: y = w * [2, 5], so dw = 2*1 + 5*10 = 52.
  const attributes = { strides: [1, 1, 2], pad: "valid", filterShape: [1, 1, 1, 1, 1] };
  const inputs = { x: row([2, 3, 5]), dy: row([1, 10]) };
  found[backend] = [...tf.engine().runKernel("Conv3DBackpropFilterV2", inputs, attributes).dataSync()];
}
console.log(JSON.stringify({ expected: found.cpu, got: found.wasm }));
