import { readRunData } from "./read-folder.ts";
import { renderPage } from "./templates.ts";
import { headlineLines } from "./view-model/headline.ts";
import { reportView } from "./view-model/report.ts";

/**
 * A run folder as one self-contained HTML page, at any moment of the run's life. What is missing or damaged below
 * `run.json` is named on the page. Throws `RunFolderError` when the run itself cannot be read.
 */
export async function renderReport(folder: string): Promise<string> {
  return renderPage(reportView(await readRunData(folder)));
}

/** The page's answers as lines of text: what was fastest, smallest, most accurate, and who disagrees. */
export async function headline(folder: string): Promise<string[]> {
  return headlineLines(await readRunData(folder));
}
