import { join, resolve } from "node:path";
import { renderReport } from "@evenkeel/report";
import { indexFile, writeBytes, writeManifest } from "@evenkeel/run-folder";
import { Command } from "commander";

export function reportCommand(): Command {
  return new Command("report")
    .description("render a run folder's index.html again, from the folder alone")
    .argument("<run folder>", "for example reports/runs/<run id>")
    .option("--out <file>", "file to write (default: index.html in the run folder)")
    .action(async (folder: string, options: { out?: string }) => {
      const file = resolve(options.out ?? join(folder, indexFile));
      await writeBytes(file, await renderReport(resolve(folder)));
      if (options.out === undefined) await writeManifest(resolve(folder));
      process.stdout.write(`${file}\n`);
    });
}
