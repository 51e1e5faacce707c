import { checkCallTimes, checkComputeShare, type Backend, type CallTimes, type Timed } from "@evenkeel/core";
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

const calls = 20;
const spec = smallSpecNamed(leastSpec);

/** What a backend says that its calls took, held against a clock beside them. */
export function testClock({ backend, check }: Subject): void {
  check("says how long it computed: no longer than the call, and not implausibly short", async () => {
    await expect(checkClock(backend)).resolves.toBeUndefined();
  });
}

/** Throws `BackendError` where a backend's own times cannot be true. */
export async function checkClock(backend: Backend): Promise<void> {
  const source = { kind: "spec", spec, weights: sampleWeights(spec, "real") } as const;
  const images = sampleImages(spec, 32, "real");
  await using(backend.load(source, options), (model) => checkCalls(backend.id, () => model.predict(images)));
  if (!backend.supports.training) return;
  const batches = [0, 1, 2, 3].map((round) => sampleBatch(spec, 8, "real", round));
  await using(loadTrainable(backend, source, options, recipeOf(smoothAdam)), (model) =>
    checkCalls(backend.id, () => model.train(batches)),
  );
}

async function checkCalls(where: string, call: () => Promise<Timed<unknown>>): Promise<void> {
  let all: CallTimes = { callMs: 0, computeMs: 0 };
  for (let turn = 0; turn < calls; turn += 1) {
    const startMs = performance.now();
    const { computeMs } = await call();
    const callMs = performance.now() - startMs;
    checkCallTimes({ callMs, computeMs }, where);
    all = { callMs: all.callMs + callMs, computeMs: all.computeMs + computeMs };
  }
  checkComputeShare(all, where);
}
