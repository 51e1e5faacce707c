import { summaryDocumentOf } from "@evenkeel/analysis";
import type { ExportInput } from "./exporter.ts";

/** The summary document in one line: what `evenkeel run --json` prints. */
export function json({ data, folder }: ExportInput): Iterable<string> {
  return [`${JSON.stringify(summaryDocumentOf(data.run, folder))}\n`];
}
