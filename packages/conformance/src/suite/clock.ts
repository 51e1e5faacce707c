import type { Backend, Timed } from "@evenkeel/core";
import { Calls } from "@evenkeel/core/call-times";
import {
  leastSpec,
  loadTrainable,
  recipeOf,
  sampleBatch,
  sampleImages,
  sampleWeights,
  smallSpecNamed,
  smoothAdam,
  using,
} from "@evenkeel/gate";
import { expect } from "vitest";
import { options, type Subject } from "./subject.ts";

/** Calls of a kind, and how long they take without the longest: one delay must not outweigh a quick backend. */
const least = { calls: 20, ms: 50 };
/** Of calls that take so long together, so few will do. */
const slow = { calls: 5, ms: 2000 };
const spec = smallSpecNamed(leastSpec);

/** What a backend says that its calls took, held against a clock beside them. */
export function testClock({ backend, check }: Subject): void {
  check("says how long it computed: no longer than the call, and not implausibly short", async () => {
    await expect(checkClock(backend)).resolves.toBeUndefined();
  });
}

/** Throws `BackendError` where a backend's own times cannot be true. `nowMs` is a monotonic clock, in ms. */
export async function checkClock(backend: Backend, nowMs = () => performance.now()): Promise<void> {
  const checkCalls = async (call: () => Promise<Timed<unknown>>) => {
    const calls = new Calls(nowMs, backend.id);
    let longestMs = 0;
    for (let turn = 0; !isEnough(turn, calls.callMs - longestMs); turn += 1) {
      const { callMs } = await calls.time(call);
      longestMs = Math.max(longestMs, callMs);
    }
    calls.checkShare();
  };
  const source = { kind: "spec", spec, weights: sampleWeights(spec, "real") } as const;
  const images = sampleImages(spec, 32, "real");
  await using(backend.load(source, options), (model) => checkCalls(() => model.predict(images)));
  if (!backend.supports.training) return;
  const batches = [0, 1, 2, 3].map((round) => sampleBatch(spec, 8, "real", round));
  await using(loadTrainable(backend, source, options, recipeOf(smoothAdam)), (model) =>
    checkCalls(() => model.train(batches)),
  );
}

function isEnough(calls: number, ms: number): boolean {
  return [least, slow].some((enough) => calls >= enough.calls && ms >= enough.ms);
}
