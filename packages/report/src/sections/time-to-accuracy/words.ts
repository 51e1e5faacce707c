import type { BackendTrainings, SpreadWithMisses, TimesToAccuracy } from "@evenkeel/analysis";
import { percent, plural, sentenceList, significant } from "../../format.ts";

/** `85%`, `87.5%`. */
export function percentShort(ratio: number): string {
  return `${Number((100 * ratio).toFixed(2))}%`;
}

/** Fewest paired trainings of which a comparison by signs can find a difference at 5%: 2 · 2⁻⁶ is below it. */
const fewestSeeds = 6;

/** What was measured, and what it does not show. */
export function wordsOf(all: readonly TimesToAccuracy[], seeds: number): string[] {
  const [first] = all;
  if (first === undefined) return [];
  const { target, evaluationsPerEpoch, mostEpochs } = first;
  const most = all.every((times) => times.mostEpochs === mostEpochs)
    ? `at most ${plural(mostEpochs, "epoch")}`
    : "at most the epochs that stand below its network";
  const often =
    evaluationsPerEpoch === 1
      ? "after every epoch"
      : evaluationsPerEpoch === 2
        ? "twice an epoch"
        : `${evaluationsPerEpoch} times an epoch`;
  return [
    `Each training starts from its seed's weights and goes on until ${percentShort(target)} of all test images are right, looked at ${often}, for ${most}: MLPerf Training's time to train (Mattson et al. 2020). Seconds are training alone by the harness's clock, batches' preparation included; loading and the evaluations are left out.`,
    "A training that did all its epochs without reaching the target is a miss. It counts as later than every other: a median stands where more than half of the trainings reached the target, and in place of the largest stands the miss. A training that its budget ended before is neither. The images that end a training are those that its accuracy is of, which makes that accuracy look better than it is.",
    ...(seeds < fewestSeeds
      ? [
          `${plural(seeds, "seed")}: too few to say which backend gets there sooner. Of fewer than ${fewestSeeds} paired trainings, even if all point one way, chance does as much in more than 5% of cases.`,
        ]
      : [
          `${seeds} seeds, the same for every backend. What stands here is their spread; which backend gets there sooner is not tested here.`,
        ]),
  ];
}

/** What became of all trainings of a workload, in a sentence or two. */
export function sentenceOf({ target, mostEpochs, backends }: TimesToAccuracy): string {
  const tried = backends.filter(({ decided }) => decided > 0);
  const goal = percentShort(target);
  if (tried.length === 0) return `No training was finished: nothing is known of the time to ${goal}.`;
  const best = Math.max(...tried.flatMap(({ trainings }) => trainings.map(({ bestAccuracy }) => bestAccuracy ?? 0)));
  if (tried.every(({ reached }) => reached === 0)) {
    return `Nobody reached ${goal} in ${plural(mostEpochs, "epoch")}: the best evaluation of any training was ${percent(best)}.`;
  }
  const all = tried.filter(({ reached, decided }) => reached === decided);
  const some = tried.filter(({ reached, decided }) => reached < decided);
  return [
    ...(all.length === 0
      ? []
      : [`Every training of ${sentenceList(all.map(({ backend }) => backend))} reached ${goal}.`]),
    ...some.map(({ backend, reached, decided }) => `${backend} reached ${goal} in ${reached} of ${decided} trainings.`),
  ].join(" ");
}

/** `onnx-cpu 5 of 6, median 3 epochs, 4.2 s; …`. */
export function reachedByAll({ backends }: TimesToAccuracy): string {
  const each = backends
    .filter(({ trainings }) => trainings.length > 0)
    .map((one) => {
      const [epochs, seconds] = [one.epochs?.median ?? null, one.seconds?.median ?? null];
      const medians =
        epochs === null || seconds === null ? "" : `, median ${significant(epochs)} epochs, ${significant(seconds)} s`;
      return `${one.backend} ${reachedText(one)}${medians}`;
    });
  return each.length === 0 ? "no training" : each.join("; ");
}

/** `5 of 6`, and what is missing from the seeds that were asked for. */
export function reachedText({ reached, decided, cut, lacking }: BackendTrainings): string {
  const others = [
    ...(cut > 0 ? [`${cut} cut short by the budget`] : []),
    ...(lacking > 0 ? [`${lacking} without a result`] : []),
  ];
  return [`${reached} of ${decided}`, ...others].join("; ");
}

/** `4 (3 to 6)`, `more than half missed (3 to 4)`. */
export function spreadText(spread: SpreadWithMisses | null, missed: number): string {
  if (spread === null) return "not reached";
  const [middle, min, max] = [spread.median, spread.min, spread.max].map((value) =>
    value === null ? null : significant(value),
  );
  const range = `${min}\u2060–\u2060${missed > 0 ? "missed" : max}`;
  return `${middle ?? "half or more missed"} (${range})`;
}
