import { jsonSchemas } from "./json-schemas.ts";
import { runFolderPage } from "./run-folder-page.ts";

/** Every file of docs/ that is made from the code: its path in docs/, and its text. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ["run-folder.md", runFolderPage()],
    ...[...jsonSchemas()].map(([name, text]) => [`schemas/${name}`, text] as const),
  ]);
}
