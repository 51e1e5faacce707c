import type { RunData } from "@evenkeel/analysis";
import { pageView } from "../page/page-view.ts";
import { renderPage } from "../page/render-page.ts";

/** One self-contained page. What is missing or damaged below `run.json` is named on it. */
export function html(data: RunData): string {
  return renderPage(pageView(data));
}
