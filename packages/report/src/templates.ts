import { readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import type { ReportView } from "./view-model/report.ts";

const partials = [
  "agreement",
  "answers",
  "chart",
  "class-report",
  "comparison",
  "data-table",
  "gaps",
  "gate",
  "gate-sentence",
  "guide",
  "key",
  "provenance",
  "training-speed",
] as const;

const styles = ["colours", "page", "tables", "charts", "sections", "gate", "media"] as const;

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), "utf8");

/** A Handlebars of its own: strict, so that a misspelt field fails instead of vanishing; it escapes by default. */
const handlebars = Handlebars.create();
for (const name of partials) handlebars.registerPartial(name, read("templates", `${name}.hbs`));
const page = handlebars.compile<ReportView & { css: string }>(read("templates", "report.hbs"), { strict: true });
const css = styles.map((name) => read("styles", `${name}.css`)).join("");

export function renderPage(view: ReportView): string {
  return page({ ...view, css });
}
