import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import { sections } from "../sections/index.ts";
import { pageEdition } from "./edition.ts";
import { inertJson, pageScript, pageScriptHash } from "./page-script.ts";
import { partialOf, type PageView } from "./page-view.ts";

const partials = ["chart", "data-table", "gate-sentence", "key"] as const;
/** What every page needs, and what holds for all of it on small screens and paper. */
const styles = { before: ["colours", "page", "tables", "charts", "tools"], after: ["media"] } as const;

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), "utf8");
const sectionFolder = join(import.meta.dirname, "..", "sections");

/** A Handlebars of its own: strict, so that a misspelt field fails instead of vanishing; it escapes by default. */
const handlebars = Handlebars.create();
for (const name of partials) handlebars.registerPartial(name, read("partials", `${name}.hbs`));
for (const { name } of sections) {
  handlebars.registerPartial(partialOf(name), readFileSync(join(sectionFolder, name, "template.hbs"), "utf8"));
}
handlebars.registerHelper("flags", (text: string) => new Handlebars.SafeString(withFlags(text)));
const page = handlebars.compile<PageView & typeof fixed & { readonly data: string; readonly edition: string }>(
  read("report.hbs"),
  {
    strict: true,
  },
);

const [before, after] = [styles.before, styles.after].map((names) => names.map(baseStyle).join(""));
const ofSections = sections.map(({ name }) => sectionStyle(name)).join("");
const script = { script: pageScript, scriptHash: pageScriptHash };
const fixed = { css: `${before}${ofSections}${after}`, ...script };

/** Style, script and the script's hash for the policy, of other pages that look as the report does. */
export const pageLook = { css: `${before}${after}`, ...script };

function baseStyle(name: string): string {
  return read("styles", `${name}.css`);
}

/** Empty of a section that needs no rules of its own. */
function sectionStyle(name: string): string {
  const file = join(sectionFolder, name, "style.css");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Escaped, the flags of commands in one piece: a browser breaks lines between their dashes. */
function withFlags(text: string): string {
  return Handlebars.escapeExpression(text).replaceAll(/--[a-z][a-z-]*/g, '<span class="flag">$&</span>');
}

/** The page as one HTML document. */
export function renderPage(view: PageView): string {
  return page({ ...view, ...fixed, edition: pageEdition(), data: inertJson(view.embedded) });
}
