import type { FindingsFile, Store } from "@evenkeel/history";
import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import { print } from "../../terminal.ts";
import { userPath } from "../../user-folder.ts";
import { storeOption, withStore, type StoreOptions } from "./store-option.ts";

const help = `
Writes findings/<machine>.json into a folder of run folders, for histories that are kept elsewhere than on a branch: what
"history push" puts beside the runs there. It is merged with what lies there: nothing that was decided is lost. "history
import" and "history rebuild" read it.

Examples:
  evenkeel history findings reports/runs
  evenkeel history findings /mnt/runs --store nightly.sqlite

${exitCodes({ good: "written, or the same already", bad: "the history could not be read, or a file of findings not be used" })}`;

/** `evenkeel history findings`: what was decided, beside the run folders. */
export function findingsCommand(): Command {
  return new Command("findings")
    .description("write what was decided about each machine beside the run folders")
    .argument("<folder>", "a folder of run folders")
    .addOption(storeOption())
    .addHelpText("after", help)
    .action(async (typed: string, options: StoreOptions) => {
      const folder = userPath(typed, "folder");
      const { addFindings } = await import("@evenkeel/history");
      const files = await withStore(options, filesOf);
      let changed = 0;
      for (const file of files) if (await addFindings(folder, file)) changed += 1;
      print(
        `${files.length} ${files.length === 1 ? "machine" : "machines"}, ${changed} with other findings than before`,
      );
    });
}

/** Of machines that ran Evenkeel: other tools' runs are in no run folder. */
async function filesOf(store: Store): Promise<FindingsFile[]> {
  const { findingsOf, runsOf } = await import("@evenkeel/history");
  const own = (await runsOf(store)).filter(({ source }) => source === "evenkeel");
  const files: FindingsFile[] = [];
  for (const fingerprint of new Set(own.map((run) => run.fingerprint))) {
    const file = await findingsOf(store, fingerprint);
    if (file !== null) files.push(file);
  }
  return files;
}
