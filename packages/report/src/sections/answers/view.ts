import { trains } from "@evenkeel/analysis";
import { slug } from "../../html.ts";
import { gateSentences } from "../gate/sentences.ts";
import type { Section } from "../section.ts";
import { caveat } from "./headline.ts";
import { answersOf } from "./questions.ts";

/** What the gate found and who was fastest, smallest and most accurate: above the contents list. */
export const answers: Section = {
  name: "answers",
  contents: null,
  view: ({ data, gates }) => ({
    sentences: gates === null ? null : gateSentences(gates, trains(data.run)),
    workloads: answersOf(data).map(({ workload, answers: own }) => ({
      id: `answers-${slug(workload)}`,
      workload,
      answers: own,
    })),
    caveat: caveat(data.run),
  }),
};
