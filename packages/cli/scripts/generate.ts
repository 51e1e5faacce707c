/** Writes the files of docs/ that are made from the code. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../src/project.ts";
import { generatedPages } from "./generated/pages.ts";

for (const [path, text] of generatedPages()) await writeFile(join(projectRoot, "docs", path), text);
