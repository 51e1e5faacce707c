// npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

tf.enableProdMode();

function product() {
  const b = tf.tensor2d([[1, 2]]);
  tf.matMul(tf.tensor2d([[1]]), b);
  // [1, 1] times the column [1, 2] is 3. Without the product above, wasm says so, too.
  return [...tf.matMul(tf.tensor2d([[1, 1]]), tf.reshape(b, [2, 1])).dataSync()];
}

const found = {};
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  found[backend] = product();
}
console.log(JSON.stringify({ expected: found.cpu, got: found.wasm }));
