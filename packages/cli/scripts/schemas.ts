/** Writes the JSON Schemas of docs/schemas from the code; a test holds them to it. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../src/project.ts";
import { jsonSchemas } from "../src/json-schemas.ts";

for (const [name, text] of jsonSchemas()) {
  await writeFile(join(projectRoot, "docs", "schemas", name), text);
}
