/** Writes summaries.json anew. What changes in it is to be looked at: published runs do not change. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { publishedRuns, summaryOf } from "./published-runs.ts";

const entries: [string, object][] = [];
for (const [name, folder] of publishedRuns) entries.push([name, (await summaryOf(folder)).summary]);
const text = `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
await writeFile(join(import.meta.dirname, "summaries.json"), text);
