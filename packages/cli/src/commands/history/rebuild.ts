import { EvenkeelError, UsageError } from "@evenkeel/core";
import type { Night } from "@evenkeel/history";
import { runFile } from "@evenkeel/run-folder";
import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import { print, printJson } from "../../terminal.ts";
import { userPath } from "../../user-folder.ts";
import { importFindings } from "./import-findings.ts";
import { leftOut, storeOption, withStore, type StoreOptions } from "./store-option.ts";

interface Options extends StoreOptions {
  readonly json?: true;
}

const help = `
Run folders are the truth, and the history is an index of them: this makes it anew, in one step that others see before or
after, and that changes nothing where it is ended early. Runs whose folders are not there are not in the history any
more, and are named. What no run folder holds stays: findings, the log of checks, runs of other tools. What was decided on
other machines, in the folder findings beside the run folders, is merged with it.

It is for a history that was lost or damaged (move what is damaged away first), and for a new Evenkeel that makes other
series of the same runs.

Examples:
  evenkeel history rebuild reports/runs
  evenkeel history rebuild /mnt/runs --store postgres://bench@db.example/history

${exitCodes({ good: "made anew", bad: "a run folder or a file of findings could not be read: it is not in the history" })}`;

/** `evenkeel history rebuild`: the history from its run folders. */
export function rebuildCommand(): Command {
  return new Command("rebuild")
    .description("make the history anew from a folder of run folders")
    .argument("<folder>", "a folder of run folders")
    .addOption(storeOption())
    .option("--json", "print what was done as one JSON document on stdout")
    .addHelpText("after", help)
    .action(async (typed: string, options: Options) => {
      const folders = await foldersIn(typed);
      const { rebuildStore } = await import("@evenkeel/history");
      const failures: string[] = [];
      const refuse = (error: EvenkeelError) => {
        leftOut(error);
        failures.push(error.message);
      };
      const rebuilt = await withStore(
        options,
        async (store, base) => {
          const made = await rebuildStore(store, nightsOf(folders, base, refuse), refuse);
          const findings = await importFindings(store, userPath(typed, "folder"));
          failures.push(...findings.flatMap(({ reason }) => reason ?? []));
          return { ...made, findings };
        },
        { create: true },
      );
      if (options.json === true) printJson({ ...rebuilt, failures }, 2);
      else print([`${rebuilt.imported} runs`, ...goneLines(rebuilt.gone)].join("\n"));
      process.exitCode = failures.length > 0 ? 1 : 0;
    });
}

async function foldersIn(typed: string): Promise<string[]> {
  const { runFoldersIn } = await import("@evenkeel/history");
  const path = userPath(typed, "folder");
  const folders = await runFoldersIn(path);
  if (folders.length > 0) return folders;
  throw new UsageError("no run folder in it", {
    where: "folder",
    expected: `a folder of folders with ${runFile} in them`,
    got: path,
  });
}

/** Of the runs that have ended and can be read; of the others it is said why not. */
async function* nightsOf(
  folders: readonly string[],
  base: string,
  refuse: (error: EvenkeelError) => void,
): AsyncGenerator<Night> {
  const { nightOfRunFolder, UnfinishedRunError } = await import("@evenkeel/history");
  for (const folder of folders) {
    try {
      yield await nightOfRunFolder(folder, base);
    } catch (error) {
      if (!(error instanceof EvenkeelError)) throw error;
      if (error instanceof UnfinishedRunError) leftOut(error);
      else refuse(error);
    }
  }
}

function goneLines(gone: readonly string[]): string[] {
  return gone.length === 0 ? [] : [`not there any more, for want of a run folder: ${gone.join(", ")}`];
}
