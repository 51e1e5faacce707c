/**
 * Ways to compute the gradient of a convolution's kernel on tfjs' WebAssembly backend, interleaved in one process: our
 * kernel, a product for each tap, one product with all windows (im2col), and the forward kernel on transposed tensors.
 * For the convolutions of stride 1 of `keras-mnist-cnn` and `keras-cifar10-cnn`.
 *
 *   pnpm exec node packages/backend-tfjs/scripts/filter-gradient.ts [--batch 32] [--rounds 15]
 *
 * Milliseconds, medians, and the ratio to our kernel in the same round. All of them use this package's products and
 * convolutions.
 */
import { median } from "@evenkeel/stats";
import * as tf from "@tensorflow/tfjs-core";
import { parseArgs } from "node:util";
import { tfjsWasm } from "../src/wasm.ts";

const { values } = parseArgs({
  options: { batch: { type: "string", default: "32" }, rounds: { type: "string", default: "15" } },
});

interface Problem {
  readonly x: tf.Tensor4D;
  readonly dy: tf.Tensor4D;
  /** Of a square kernel. */
  readonly taps: number;
}

type Way = (problem: Problem) => tf.Tensor;

const ourKernel: Way = ({ x, dy, taps }) => {
  const filterShape = [taps, taps, x.shape[3], dy.shape[3]];
  const attributes = { strides: [1, 1], pad: "valid", dataFormat: "NHWC", filterShape };
  return tf.engine().runKernel<tf.Tensor>(tf.Conv2DBackpropFilter, { x, dy }, attributes);
};

/** What each tap of the kernel saw, [N·height·width, C]. */
function seenByTaps({ x, dy, taps }: Problem): tf.Tensor2D[] {
  const [count, height, width] = dy.shape;
  const channels = x.shape[3];
  return Array.from({ length: taps ** 2 }, (_, tap) => {
    const at: [number, number, number, number] = [0, Math.floor(tap / taps), tap % taps, 0];
    return tf.reshape(tf.slice(x, at, [count, height, width, channels]), [count * height * width, channels]);
  });
}

const rowsOf = (dy: tf.Tensor4D): tf.Tensor2D => tf.reshape(dy, [-1, dy.shape[3]]);
const asKernel = (gradient: tf.Tensor, { x, dy, taps }: Problem) =>
  tf.reshape(gradient, [taps, taps, x.shape[3], dy.shape[3]]);

const perTap: Way = (problem) =>
  asKernel(
    tf.concat(
      seenByTaps(problem).map((seen) => tf.matMul(seen, rowsOf(problem.dy), true)),
      0,
    ),
    problem,
  );

const im2col: Way = (problem) =>
  asKernel(tf.matMul(tf.concat(seenByTaps(problem), 1), rowsOf(problem.dy), true), problem);

/** Channels become images, images become channels, and the gradient is the kernel. */
const forwardOnTransposed: Way = ({ x, dy }) => {
  const images = tf.transpose<tf.Tensor4D>(x, [3, 1, 2, 0]);
  return tf.transpose(tf.conv2d(images, tf.transpose<tf.Tensor4D>(dy, [1, 2, 0, 3]), 1, "valid"), [1, 2, 0, 3]);
};

const ways = { "our kernel": ourKernel, "a product a tap": perTap, im2col, "forward, transposed": forwardOnTransposed };

function time(way: Way, problem: Problem): { readonly ms: number; readonly gradient: Float32Array } {
  return tf.tidy(() => {
    const startMs = performance.now();
    const result = way(problem);
    const ms = performance.now() - startMs;
    return { ms, gradient: result.dataSync() as Float32Array };
  });
}

const available = await tfjsWasm.probe();
if (available.state === "unavailable") throw new Error(available.message);
const batch = Number(values.batch);
const convolutions = [
  [28, 1, 32],
  [13, 32, 64],
  [5, 64, 64],
  [32, 3, 32],
  [15, 32, 64],
  [6, 64, 64],
] as const;
for (const [size, channels, filters] of convolutions) {
  const x = tf.randomNormal<tf.Rank.R4>([batch, size, size, channels]);
  const problem = { x, dy: tf.randomNormal<tf.Rank.R4>([batch, size - 2, size - 2, filters]), taps: 3 };
  const times = Object.values(ways).map((): number[] => []);
  const gradients: Float32Array[] = [];
  for (let round = -2; round < Number(values.rounds); round += 1) {
    for (const [at, way] of Object.values(ways).entries()) {
      const { ms, gradient } = time(way, problem);
      if (round >= 0) times[at]?.push(ms);
      gradients[at] = gradient;
    }
  }
  const [first = [], ...others] = times;
  const largest = Math.max(...(gradients[0] ?? []).map(Math.abs));
  const apart = gradients.map(
    (gradient) => Math.max(...gradient.map((v, i) => Math.abs(v - (gradients[0]?.[i] ?? 0)))) / largest,
  );
  if (Math.max(...apart) > 1e-4) throw new Error(`the ways disagree: ${apart.join(", ")}`);
  const ratios = others.map((own) => median(own.map((ms, round) => ms / (first[round] ?? Number.NaN))).toFixed(2));
  const names = Object.keys(ways).slice(1);
  process.stdout.write(
    `${size}×${size}×${channels} to ${filters}, batch ${batch}: our kernel ${median(first).toFixed(2)} ms; ` +
      `${names.map((name, at) => `${name} ${ratios[at]}`).join(", ")}\n`,
  );
}
