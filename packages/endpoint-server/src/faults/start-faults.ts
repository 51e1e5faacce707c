import { setTimeout } from "node:timers/promises";
import { randomStream } from "@evenkeel/core";
import type { ServedModel } from "../served-model.ts";
import type { Fault, FaultContext } from "./fault.ts";
import { faultDefinitions } from "./index.ts";
import type { FaultSetting } from "./parse-fault.ts";

/** Each fault with a stream of its own from the seed; the first one is outermost. Throws as their `start` does. */
export async function startFaults(
  settings: readonly FaultSetting[],
  { served, seed, wait = waited }: { served: ServedModel; seed: number; wait?: FaultContext["wait"] | undefined },
): Promise<Fault[]> {
  const started: Fault[] = [];
  try {
    for (const [at, { kind, values }] of settings.entries()) {
      const random = randomStream(seed, `fault:${at}:${kind}`);
      started.push(await faultDefinitions[kind].start(values, { served, random, wait }));
    }
    return started;
  } catch (error) {
    await disposeFaults(started);
    throw error;
  }
}

export async function disposeFaults(faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) await fault.dispose?.();
}

async function waited(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
