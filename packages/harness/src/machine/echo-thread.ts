/** The other side of `thread-round-trip.ts`: makes every odd number even. */
import { parentPort, workerData } from "node:worker_threads";

const { shared, trips } = workerData as { readonly shared: Int32Array; readonly trips: number };

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage("ready");
for (let trip = 0; trip < trips; trip += 1) {
  while (Atomics.load(shared, 0) !== 2 * trip + 1);
  Atomics.store(shared, 0, 2 * trip + 2);
}
