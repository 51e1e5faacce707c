import { timesToAccuracyOf, type SeedTraining, type TimesToAccuracy } from "@evenkeel/analysis";
import { keyOf } from "../../charts/series-key.ts";
import { integer, percent, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import type { Series } from "../../series.ts";
import { dataTable, type DataTable } from "../../table.ts";
import { stateWords } from "../../words/states.ts";
import type { Section } from "../section.ts";
import { accuracyBySeconds } from "./accuracy-by-seconds.ts";
import { percentShort, reachedText, sentenceOf, spreadText, wordsOf } from "./words.ts";

/** Trainings to a target accuracy; left out where none were asked for. */
export const timeToAccuracy: Section = {
  name: "time-to-accuracy",
  contents: "Time to accuracy",
  view({ data, series }) {
    const all = timesToAccuracyOf(data);
    if (all.length === 0) return null;
    return {
      words: wordsOf(all, data.run.experiment.seeds.length),
      key: keyOf(series),
      workloads: all.map((times) => workloadView(times, series)),
    };
  },
};

function workloadView(times: TimesToAccuracy, series: readonly Series[]) {
  return {
    title: `${times.workload}, ${percentShort(times.target)}`,
    sentence: sentenceOf(times),
    chart: accuracyBySeconds(times, series),
    table: tableOf(times),
    trainings: trainingsOf(times),
  };
}

function tableOf({ workload, target, mostEpochs, backends }: TimesToAccuracy): DataTable {
  return dataTable(
    `time-to-accuracy-${slug(workload)}-table`,
    `Time to ${percentShort(target)} of ${workload}, at most ${integer(mostEpochs)} epochs: median over seeds (smallest–largest)`,
    ["backend", "#threads", "#reached", "#epochs", "#seconds"],
    backends.map((one): [string, ...string[]] => {
      const missed = one.decided - one.reached;
      if (one.trainings.length === 0) return [one.backend, "–", stateWords[one.state], "–", "–"];
      return [
        one.backend,
        one.threads === null ? "–" : integer(one.threads),
        reachedText(one),
        one.decided === 0 ? "–" : spreadText(one.epochs, missed),
        one.decided === 0 ? "–" : spreadText(one.seconds, missed),
      ];
    }),
  );
}

function trainingsOf({ workload, backends }: TimesToAccuracy): DataTable {
  const isFolded = backends.some(({ trainings }) => trainings.some(({ round }) => round > 1));
  return dataTable(
    `time-to-accuracy-${slug(workload)}-trainings`,
    `Each training of ${workload}`,
    ["backend", "#seed", ...(isFolded ? ["#round"] : []), "outcome", "#epochs", "#seconds", "#best accuracy"],
    backends.flatMap(({ backend, trainings }) =>
      trainings.map((training): [string, ...string[]] => [
        backend,
        String(training.seed),
        ...(isFolded ? [integer(training.round)] : []),
        ...outcomeOf(training),
        training.bestAccuracy === null ? "–" : percent(training.bestAccuracy),
      ]),
    ),
  );
}

function outcomeOf({ ending, curve }: SeedTraining): [outcome: string, epochs: string, seconds: string] {
  if (ending.kind === "reached") return ["reached", significant(ending.epochs), significant(ending.seconds)];
  const last = curve.at(-1);
  const tried = last === undefined ? "before its first evaluation" : `after ${significant(last.epochs)} epochs`;
  return ending.kind === "missed" ? ["missed", "–", "–"] : [`cut short by the budget ${tried}`, "–", "–"];
}
