import { badge } from "./badge.ts";
import { csv } from "./csv.ts";
import type { Exporter } from "./exporter.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { markdown } from "./markdown.ts";

/** Every format that a run can be exported in. */
export const formats = ["html", "json", "markdown", "csv", "badge"] as const;
/** The name of a format, as `--format` takes it. */
export type Format = (typeof formats)[number];

/** By format. */
export const exporters: Readonly<Record<Format, Exporter>> = {
  html: ({ data }) => [html(data)],
  json,
  markdown: ({ data }) => [markdown(data)],
  csv,
  badge,
};
