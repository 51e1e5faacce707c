import { Worker } from "node:worker_threads";
import { median } from "@evenkeel/stats";

const tripsOfReading = 2000;
export const tripReadings = 15;

/**
 * Median time in ns of a number's way from one spinning thread to another and back, through shared memory. On a machine
 * whose host moves virtual cores apart it grows from about 100 to over 400, and whatever computes on two threads slows
 * down with it, while work on one thread notices nothing.
 */
export async function threadRoundTripNs(): Promise<number> {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const trips = tripsOfReading * tripReadings;
  const worker = new Worker(new URL("echo-thread.ts", import.meta.url), { workerData: { shared, trips } });
  try {
    await new Promise<void>((resolve, reject) => worker.once("message", resolve).once("error", reject));
    return median(Array.from({ length: tripReadings }, (_, reading) => nsOfTrip(shared, reading * tripsOfReading)));
  } finally {
    await worker.terminate();
  }
}

/** The number counts up: made odd here, even again on the other side. */
function nsOfTrip(shared: Int32Array, before: number): number {
  const start = performance.now();
  for (let trip = before; trip < before + tripsOfReading; trip += 1) {
    Atomics.store(shared, 0, 2 * trip + 1);
    while (Atomics.load(shared, 0) !== 2 * trip + 2);
  }
  return ((performance.now() - start) * 1e6) / tripsOfReading;
}
