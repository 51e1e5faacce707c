import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The files of `script/`, each after those that it imports. */
const files = [
  "element",
  "number-of",
  "table-rows",
  "theme",
  "sort",
  "filter",
  "copy",
  "baseline",
  "download",
  "values",
  "main",
];

const read = (name: string) => readFileSync(join(import.meta.dirname, "script", `${name}.js`), "utf8");

/** The page's own script: the modules as one function, without their imports, exports and comments. */
export const pageScript = `(() => {\n"use strict";\n${files.map((name) => plain(read(name))).join("")}})();\n`;

/** As a Content-Security-Policy names it: no other script runs on the page. */
export const pageScriptHash = `sha256-${createHash("sha256").update(pageScript).digest("base64")}`;

function plain(module: string): string {
  return module
    .replaceAll(/^import .*\n/gm, "")
    .replaceAll(/^export /gm, "")
    .replaceAll(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, "")
    .replaceAll(/\n{2,}/g, "\n");
}

/** JSON that no text in it can end, for a `script` element that holds data. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", String.raw`\u003c`)
    .replaceAll("\u2028", String.raw`\u2028`)
    .replaceAll("\u2029", String.raw`\u2029`);
}
