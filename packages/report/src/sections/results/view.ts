import { trains } from "@evenkeel/analysis";
import { slug } from "../../html.ts";
import { gateSentences } from "../gate/sentences.ts";
import { claimsSentence } from "../../words/claims.ts";
import { threadsSentence } from "../../words/threads.ts";
import type { Section } from "../section.ts";
import { resultsOf } from "./questions.ts";
import { tradeChart } from "./trade-chart.ts";

/** What the gate found and who was fastest, smallest and most accurate: above the contents list. */
export const results: Section = {
  name: "results",
  contents: null,
  view: ({ data, gates, series }) => ({
    sentences: gates === null ? null : gateSentences(gates, trains(data.run)),
    workloads: resultsOf(data).map(({ workload, results: own }) => ({
      id: `results-${slug(workload)}`,
      workload,
      results: own,
      chart: tradeChart(data, workload, series),
    })),
    threads: threadsSentence(data.run),
    caveat: claimsSentence(data.run),
  }),
};
