import { parseHTML } from "linkedom";
import { pageScript, renderReport } from "@evenkeel/report";
import { folderOf } from "../scratch.ts";
import { Finding, type Target } from "../target.ts";
import { olderRun, presentRun } from "./sample-runs.ts";

const [older, present] = [await olderRun(), await presentRun()];
const files = { ...older, ...present };

/** A page from a run with hostile text in it: no script but its own, no request, no handler. */
export const page: Target = {
  name: "page",
  seeds: async () => [older, present].map((run) => run["run.json"] ?? new Uint8Array()),
  take: async (input) => {
    const { document } = parseHTML(await renderReport(await folderOf("page", { ...files, "run.json": input })));
    for (const element of document.querySelectorAll("*")) inspect(element);
  },
};

const asks = new Set([
  "src",
  "srcset",
  "data",
  "action",
  "formaction",
  "poster",
  "background",
  "ping",
  "href",
  "xlink:href",
]);

type Element = ReturnType<ReturnType<typeof parseHTML>["document"]["createElement"]>;

function inspect(element: Element): void {
  const name = element.localName;
  if (name === "script") return inspectScript(element);
  if (["iframe", "object", "embed", "base", "form", "link"].includes(name)) throw new Finding(`a <${name}>`);
  for (const { name: attribute, value } of element.attributes) {
    if (/^on/i.test(attribute)) throw new Finding(`a handler: ${attribute}="${value}"`);
    if (asks.has(attribute.toLowerCase()) && !/^(?:#|data:image\/)/.test(value) && !isLinkToRead(name, value)) {
      throw new Finding(`a request: ${name} ${attribute}="${value}"`);
    }
    if (attribute === "style" && /url\(|expression|@import/i.test(value)) throw new Finding(`a style: "${value}"`);
  }
}

/** The page's own script, and the data of its run, whole. */
function inspectScript(element: Element): void {
  const text = element.textContent ?? "";
  if (element.getAttribute("type") === "application/json") JSON.parse(text);
  else if (text !== pageScript) throw new Finding(`a <script>: ${text.slice(0, 80)}`);
}

/** Links that a reader may follow go to files of the run folder or to https. */
function isLinkToRead(name: string, value: string): boolean {
  return name === "a" && (value.startsWith("https://") || !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(value));
}
