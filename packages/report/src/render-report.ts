import { readRunData } from "@evenkeel/analysis";
import { html } from "./exporters/html.ts";

/**
 * A run folder as one self-contained HTML page, at any moment of the run's life. What is missing or damaged below
 * `run.json` is named on the page. Throws `RunFolderError` when the run itself cannot be read.
 */
export async function renderReport(folder: string): Promise<string> {
  return html(await readRunData(folder));
}
