import type { RandomStream } from "@evenkeel/core";
import { standardNormal } from "../../src/index.ts";

/** What a made-up run measures: in each round a process of either arm, in alternating order. */
export interface MadeUpRound {
  /** Times of iterations in order, in milliseconds. */
  readonly a: readonly number[];
  readonly b: readonly number[];
}

export interface Design {
  readonly rounds: number;
  readonly iterations: number;
  /** True ln(a ÷ b). */
  readonly effect: number;
}

/** What disturbs a time: added to its logarithm. */
interface Noise {
  readonly title: string;
  /** Standard deviation of an iteration, and of a process's mean. */
  readonly iteration: number;
  readonly process: number;
  /** At a place between the run's begin, 0, and its end, 1; `phase` is drawn once for each run. */
  readonly drift?: (place: number, phase: number) => number;
  /** Share of processes that are slowed as a whole, and by how much at most. */
  readonly slowProcesses?: { readonly share: number; readonly by: number };
  /** Stalls over several iterations: how likely one begins at an iteration, how long it is on average, how slow. */
  readonly stalls?: { readonly begin: number; readonly length: number; readonly by: number };
}

const wave = (place: number, phase: number) => 0.05 * Math.sin(2 * Math.PI * (place + phase));
const steepWave = (place: number, phase: number) => 0.1 * Math.sin(2 * Math.PI * (2.5 * place + phase));

/**
 * Machines to take times on, by name. Sizes are what shared machines show: processes of one program differ by 1 to 3%,
 * a neighbour slows by tens of percent.
 */
export const noiseModels = {
  independent: { title: "independent noise", iteration: 0.05, process: 0 },
  processes: { title: "per-process effects", iteration: 0.03, process: 0.03 },
  drift: { title: "linear drift by 10%", iteration: 0.05, process: 0.02, drift: (place) => 0.1 * place },
  wave: { title: "a slow wave of ±5%", iteration: 0.05, process: 0.02, drift: wave },
  stalls: {
    title: "stalls over iterations",
    iteration: 0.03,
    process: 0.01,
    stalls: { begin: 0.01, length: 15, by: 0.5 },
  },
  slowProcesses: {
    title: "bursts over processes",
    iteration: 0.03,
    process: 0.01,
    slowProcesses: { share: 0.15, by: 0.4 },
  },
  everything: {
    title: "all of these",
    iteration: 0.03,
    process: 0.02,
    drift: (place, phase) => 0.05 * place + wave(place, phase),
    slowProcesses: { share: 0.1, by: 0.3 },
    stalls: { begin: 0.01, length: 15, by: 0.5 },
  },
  steepWave: { title: "a steep wave of ±10%", iteration: 0.03, process: 0.01, drift: steepWave },
} as const satisfies Record<string, Noise>;

export type NoiseModel = keyof typeof noiseModels;

/** Here the machine changes more from one process to the next than processes differ by themselves. */
export const steepModel = "steepWave" satisfies NoiseModel;

/** The rounds of one run on such a machine. */
export function madeUpRounds(model: NoiseModel, design: Design, random: RandomStream): MadeUpRound[] {
  const noise: Noise = noiseModels[model];
  const phase = random.uniform();
  const processes = 2 * design.rounds;
  return Array.from({ length: design.rounds }, (_, round) => {
    const first = processTimes(noise, design, (2 * round) / processes, phase, random);
    const second = processTimes(noise, design, (2 * round + 1) / processes, phase, random);
    const [a, b] = round % 2 === 0 ? [first, second] : [second, first];
    return { a: a.map((ln) => Math.exp(ln + design.effect)), b: b.map(Math.exp) };
  });
}

/** Logarithms of the times of one process that begins at a place in the run. */
function processTimes(noise: Noise, design: Design, begin: number, phase: number, random: RandomStream): number[] {
  const { iteration, process, drift, slowProcesses, stalls } = noise;
  const isSlow = slowProcesses !== undefined && random.uniform() < slowProcesses.share;
  const slowed = isSlow ? slowProcesses.by * random.uniform() : 0;
  const base = process * standardNormal(random) + slowed;
  let isStalled = false;
  return Array.from({ length: design.iterations }, (_, index) => {
    const place = begin + index / design.iterations / (2 * design.rounds);
    if (stalls !== undefined) {
      isStalled = isStalled ? random.uniform() > 1 / stalls.length : random.uniform() < stalls.begin;
    }
    const stalled = isStalled ? (stalls?.by ?? 0) : 0;
    return base + iteration * standardNormal(random) + (drift?.(place, phase) ?? 0) + stalled;
  });
}
