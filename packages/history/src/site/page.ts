import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pageLook } from "@evenkeel/report/look";
import Handlebars from "handlebars";

/** A page of the site: what stands around its content. */
export interface Page {
  readonly title: string;
  readonly lede: string;
  readonly facts: readonly string[];
  readonly footer: string;
  /** The way to the overview; null on it. */
  readonly home: string | null;
  readonly feed: string | null;
  readonly content: "overview" | "series-page";
  readonly view: object;
}

const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");

/** A Handlebars of its own: strict, so that a misspelt field fails instead of vanishing; it escapes by default. */
const handlebars = Handlebars.create();
for (const name of ["overview", "series-page"]) handlebars.registerPartial(name, read(`${name}.hbs`));
const layout = handlebars.compile(read("layout.hbs"), { strict: true });

const fixed = { ...pageLook, css: pageLook.css + read("style.css") };

/** The page as one HTML document that needs nothing beside it. */
export function htmlOf(page: Page): string {
  return layout({ ...page, ...fixed });
}
