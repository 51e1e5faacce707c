import { gateOf, trains, type RunData } from "@evenkeel/analysis";
import { claimsSentence } from "../../words/claims.ts";
import { threadsSentence } from "../../words/threads.ts";
import { gateSentences } from "../gate/sentences.ts";
import { resultsOf, type Result } from "./questions.ts";

/** What the gradient gate found and the results, as plain lines of text with breaking spaces. */
export function headlineLines(data: RunData): string[] {
  const gates = gateOf(data);
  const proofs = gates === null ? [] : gateSentences(gates, trains(data.run)).map(({ text }) => text);
  const lines = resultsOf(data).flatMap(({ workload, results }) => results.map((line) => sentence(workload, line)));
  const all = lines.length === 0 ? [] : [...proofs, threadsSentence(data.run), ...lines, claimsSentence(data.run)];
  return all.map((line) => line.replaceAll("\u00A0", " "));
}

function sentence(workload: string, { question, subject, detail }: Result): string {
  return `${question}, ${workload}: ${subject}${detail === "" ? "" : `, ${detail}`}`;
}
