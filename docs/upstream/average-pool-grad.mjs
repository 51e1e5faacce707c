// npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

tf.enableProdMode();

const pixel = (value) => tf.tensor4d([value], [1, 1, 1, 1]);
const attributes = { filterSize: [1, 2], strides: [1, 2], pad: "same" };
const forward = (value) => tf.avgPool(pixel(value), [1, 2], [1, 2], "same").dataSync()[0];

const got = {};
let expected = Number.NaN;
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  // One pixel, a window of 1x2, padding "same": the forward pass divides by the one pixel inside of the image.
  expected = (forward(6) - forward(4)) / 2;
  got[backend] = tf
    .engine()
    .runKernel("AvgPoolGrad", { input: pixel(5), dy: pixel(1) }, attributes)
    .dataSync()[0];
}
console.log(JSON.stringify({ expected: { cpu: expected, wasm: expected }, got }));
