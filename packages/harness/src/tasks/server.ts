import type { Limit } from "@evenkeel/core";
import { mean, minimumSamples } from "@evenkeel/stats";
import { boundMsOf, holdsBound, poissonArrivalsMs, tasks, type ServerSamples, type ServerTrial } from "@evenkeel/tasks";
import { fits, serverSingle, serverTrial, type Budget } from "../budget.ts";
import { nextRate } from "./rate-search.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { timedPredictions, type Predict } from "./timed-predictions.ts";
import type { WatchedModel } from "./watched-calls.ts";

/**
 * Searches the highest rate of random arrivals at which latencies stay within the bound. Every query is kept. A trial
 * is only begun where it should end within the budget; what the budget cut short is the search.
 */
export async function server(context: TaskContext, model: WatchedModel): Promise<TaskOutcome> {
  const { job, store, budget, reporter } = context;
  const { percentile, boundMs = null, timesSingle } = tasks.server.settings.parse(job.settings);
  const { calls, predict } = await timedPredictions(context, model, { batchSize: 1, ...serverSingle });
  const single = { callMs: calls.map(({ callMs }) => callMs) };
  const samples: ServerSamples = { percentile, boundMs, timesSingle, single, trials: [] };
  const { trials } = samples;
  const singleMs = mean(single.callMs);
  const tried = () => trials.map((one) => ({ ratePerSecond: one.ratePerSecond, held: holdsBound(one, samples) }));
  const seconds = Math.min(serverTrial.seconds, budget.seconds / serverTrial.mostInBudget);
  let cut = false;
  for (let rate = nextRate([], 1000 / singleMs); rate !== null; rate = nextRate(tried(), 1000 / singleMs)) {
    const count = queriesOf(rate, seconds, percentile);
    cut = !fits(budget, (1000 * count) / rate + singleMs);
    if (cut) break;
    const trial = await attempt(context, predict, samples, { rate, count });
    trials.push(trial);
    cut = trial.endMs.length < count && !fits(budget, singleMs);
    if (cut) break;
    await reporter.tell("serving", budget.usedFraction(), () => tasks.server.measurements(samples));
  }
  await store.writeSamples("server", samples);
  const done = trials.filter(({ ended }) => ended !== "budget").length;
  const limits = cut ? [searchCut(budget, done, single.callMs.at(-1) ?? singleMs)] : [];
  return { measurements: tasks.server.measurements(samples), limits };
}

/** As many as come in a trial's seconds, enough for the percentile, and no more than a folder should keep. */
function queriesOf(rate: number, seconds: number, percentile: ServerSamples["percentile"]): number {
  return Math.max(minimumSamples[percentile], Math.min(serverTrial.mostQueries, Math.ceil(rate * seconds)));
}

/**
 * Queries arriving at one rate. Their schedule is drawn before the first one and never waits: one that arrives while
 * another is predicted is begun after it, and its latency counts from its arrival.
 */
async function attempt(
  { job, clock, budget }: TaskContext,
  predict: Predict,
  found: Omit<ServerSamples, "trials">,
  { rate, count }: { readonly rate: number; readonly count: number },
): Promise<ServerTrial> {
  const { seed, round } = job.cell;
  const schedule = poissonArrivalsMs({ seed, round, ratePerSecond: rate, count });
  const bound = boundMsOf(found);
  const mostOver = overThatFail(count, found.percentile);
  const times: Pick<ServerTrial, "arrivalMs" | "startMs" | "endMs" | "computeMs"> = {
    arrivalMs: [],
    startMs: [],
    endMs: [],
    computeMs: [],
  };
  const trial = { ratePerSecond: rate, planned: count, ...times };
  const beganMs = clock.nowMs();
  const longestMs = longestTimesSchedule * (schedule.at(-1) ?? 0);
  let [over, lastMs] = [0, 0];
  for (const arrivalMs of schedule) {
    const isOver = over >= mostOver;
    if (!fits(budget, Math.max(0, beganMs + arrivalMs - clock.nowMs()) + lastMs)) {
      return { ...trial, ended: isOver ? "over-bound" : "budget" };
    }
    if (isOver && clock.nowMs() - beganMs > longestMs) return { ...trial, ended: "over-bound" };
    await clock.waitUntil(beganMs + arrivalMs);
    const startMs = clock.nowMs() - beganMs;
    const { computeMs } = await predict();
    const endMs = clock.nowMs() - beganMs;
    lastMs = endMs - startMs;
    times.arrivalMs.push(arrivalMs);
    times.startMs.push(startMs);
    times.endMs.push(endMs);
    times.computeMs.push(computeMs);
    if (endMs - arrivalMs > bound) over += 1;
  }
  return { ...trial, ended: "whole" };
}

/** A queue that takes so many times as long as its schedule is left alone: it only grows. */
const longestTimesSchedule = 2;

/** So many latencies above the bound put the percentile of `count` above it, whatever the others are. */
function overThatFail(count: number, percentile: ServerSamples["percentile"]): number {
  return count - Math.floor(((count - 1) * Number(percentile.slice(1))) / 100);
}

/** How many rates could be tried before the highest one was found. */
function searchCut({ seconds }: Budget, done: number, unitMs: number): Limit {
  return { work: "server", done, planned: null, unit: "rates", seconds, unitMs };
}
