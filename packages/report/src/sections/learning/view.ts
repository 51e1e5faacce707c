import { epochAccuraciesOf, lossCurvesOf, trains } from "@evenkeel/analysis";
import { chartGroups } from "../../charts/chart-groups.ts";
import { keyOf } from "../../charts/series-key.ts";
import { evaluatedOn } from "../../words/folds.ts";
import { gateSentences } from "../gate/sentences.ts";
import type { PageContext, Section } from "../section.ts";
import { accuracyChart } from "./accuracy-chart.ts";
import { foldTableOf } from "./fold-table.ts";
import { lossChart } from "./loss-chart.ts";
import { trainingWords } from "./training-words.ts";

/** Loss by step and accuracy by epoch; left out where neither was recorded. */
export const learning: Section = {
  name: "learning",
  contents: "Learning",
  view(context) {
    const { data, series } = context;
    const { run } = data;
    const groups = chartGroups(run, [
      ["Loss", (workload) => lossChart(workload, lossCurvesOf(data, workload), series)],
      ["Accuracy", (workload) => accuracyChart(workload, epochAccuraciesOf(data, workload), series, evaluatedOn(run))],
    ]);
    if (groups.length === 0) return null;
    return {
      words: trainingWords(run),
      notCompared: notCompared(context),
      folds: foldTableOf(run),
      key: keyOf(series),
      groups,
    };
  },
};

/** Whom the charts leave out. */
function notCompared({ data, gates }: PageContext) {
  const sentences = gates === null ? [] : gateSentences(gates, trains(data.run));
  return sentences.filter((sentence) => sentence.notCompared);
}
