import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UsageError } from "@evenkeel/core";
import type { Store } from "@evenkeel/history";
import { confirmationRules } from "@evenkeel/history/confirmation-rules";
import { subjectWords, effectWords } from "@evenkeel/history/words";
import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import type { Confirmed } from "../../history/confirmed.ts";
import { listenForSignals } from "../../interrupt.ts";
import { positiveInteger } from "../../options.ts";
import { projectRoot } from "../../project.ts";
import { numbers, textTable, type Cell } from "../../table.ts";
import { print, printJson, say } from "../../terminal.ts";
import { fileToWrite, mustExist, userPath } from "../../user-folder.ts";
import { storeOption, withStore, type StoreOptions } from "./store-option.ts";

interface Options extends StoreOptions {
  readonly rounds: number;
  readonly checkout: string;
  readonly bisect?: true;
  readonly issues?: string;
  readonly markdown?: string;
  readonly json?: true;
}

const help = `
The last good and the suspected commit are checked out beside each other and run in turn, round by round, on this machine;
a sign-flip test over the rounds decides. Only findings of this machine can be confirmed here. What was measured is kept:
after an interruption the same command goes on. At least ${confirmationRules.fewestRounds} rounds can decide.

Of an experiment that lies in a repository of its own, that repository's commits are checked out, and the experiment of
each is run by Evenkeel as it stands here; where Evenkeel changed between the two nights, its commits are run, too.

Examples:
  evenkeel history confirm                          every suspected finding of this machine
  evenkeel history confirm 91b3f0c2a7d4e865 --rounds 12
  evenkeel history confirm --bisect                 also finds the first bad commit between the two
  evenkeel history confirm --issues issues          writes an issue text for each that is confirmed for the worse
  evenkeel history confirm --checkout ../mine       of experiments that are kept there

${exitCodes({ good: "nothing for the worse was confirmed", bad: "something for the worse was confirmed" })}`;

/** `evenkeel history confirm`: is a suspected change one? */
export function confirmCommand(): Command {
  return new Command("confirm")
    .description("run suspected and last good commit side by side, and decide")
    .argument("[findings...]", "ids of findings, or all that are suspected of this machine")
    .option("--rounds <n>", "runs of each side", positiveInteger, confirmationRules.rounds)
    .option("--bisect", "where a change is confirmed, find the first commit that has it")
    .option("--checkout <folder>", "the git checkout that keeps experiments of your own", ".")
    .option("--issues <folder>", "write the text of an issue for each change for the worse that is confirmed")
    .option("--markdown <file>", "also write what was decided as Markdown, for the summary of a workflow")
    .addOption(storeOption())
    .option("--json", "print what was decided as one JSON document on stdout")
    .addHelpText("after", help)
    .action(async (ids: readonly string[], options: Options) => {
      if (options.rounds < confirmationRules.fewestRounds) throw tooFew(options.rounds);
      const checkout = userPath(options.checkout, "--checkout");
      mustExist(checkout, "--checkout", "a folder");
      const file = options.markdown === undefined ? null : await fileToWrite(options.markdown, "--markdown");
      const { confirmFindings } = await import("../../history/confirm-findings.ts");
      const { signal, release } = listenForSignals(() => say("ending; what was measured is kept"));
      try {
        const found = await withStore(options, (store, base) =>
          confirmFindings(store, {
            ids,
            base,
            signal,
            checkout,
            rounds: options.rounds,
            bisects: options.bisect === true,
            cache: resolve(projectRoot, ".cache", "history"),
            tell: say,
          }),
        );
        if (options.issues !== undefined) await writeIssues(found, userPath(options.issues, "--issues"));
        if (file !== null) await withStore(options, (store) => writeMarkdown(store, found, file));
        if (options.json === true) printJson(found.map(documentOf), 2);
        else print(text(found));
        process.exitCode = found.some(isConfirmedWorse) ? 1 : 0;
      } finally {
        release();
      }
    });
}

function tooFew(rounds: number): UsageError {
  return new UsageError("too few rounds to decide anything", {
    where: "--rounds",
    expected: `${confirmationRules.fewestRounds} or more`,
    got: String(rounds),
  });
}

function isConfirmedWorse({ state, change }: Confirmed): boolean {
  return state === "confirmed" && change?.worse === true;
}

function text(found: readonly Confirmed[]): string {
  if (found.length === 0) return "Nothing of this machine is suspected.";
  const rows = found.map(({ finding, series, state, confirmation }): Cell[] => [
    finding.id,
    series.backend,
    subjectWords(series),
    effectWords(series, finding.effect),
    confirmation?.effect === undefined || confirmation.effect === null ? "–" : effectWords(series, confirmation.effect),
    state,
  ]);
  const table = textTable(["finding", "backend", "what", ...numbers("proposed", "side by side"), ""], rows);
  const notes = found.flatMap((one) => notesOf(one).map((note) => `${one.finding.id}: ${note}`));
  return [table, ...(notes.length === 0 ? [] : [notes.join("\n")])].join("\n\n");
}

/** What there is to say of a finding beside its line of the table. */
function notesOf({ reason, change, upgrades }: Confirmed): string[] {
  const { bisection = null, good, suspect, of } = change ?? {};
  const commits = `${good?.slice(0, 12)} and ${suspect?.slice(0, 12)}${of == null ? "" : ` of ${of}`}`;
  return [
    ...(reason === null ? [] : [reason]),
    ...(change === null ? [] : [`between ${commits}`]),
    ...(bisection === null ? [] : [bisectionNote(bisection)]),
    ...(upgrades.length === 0 ? [] : [`changed between the two nights, too: ${upgrades.join(", ")}`]),
  ];
}

function bisectionNote({ firstBad, candidates }: NonNullable<NonNullable<Confirmed["change"]>["bisection"]>): string {
  if (firstBad !== null) return `first bad commit: ${firstBad}`;
  return `the first bad commit is one of ${candidates.map((commit) => commit.slice(0, 12)).join(", ")}`;
}

/** With times as everywhere in documents, and the finding in the state that it has now. */
function documentOf({ finding, state, ...found }: Confirmed): object {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    finding: {
      ...finding,
      state: state === "confirmed" || state === "refuted" ? state : finding.state,
      changeAt: iso(finding.changeAt),
      proposedAt: iso(finding.proposedAt),
      confirmedAt: iso(finding.confirmedAt),
    },
    state,
    ...found,
  };
}

async function writeIssues(found: readonly Confirmed[], folder: string): Promise<void> {
  const { issueText, issueTitle } = await import("@evenkeel/history");
  const changes = found.filter(isConfirmedWorse).flatMap(({ change }) => change ?? []);
  await mkdir(folder, { recursive: true });
  for (const change of changes) {
    const file = join(folder, `${change.series}.md`);
    await writeFile(file, `# ${issueTitle(change)}\n\n${issueText(change)}`);
  }
  say(`${changes.length} ${changes.length === 1 ? "issue" : "issues"} in ${folder}`);
}

async function writeMarkdown(store: Store, found: readonly Confirmed[], file: string): Promise<void> {
  const { listChecks } = await import("@evenkeel/history");
  const { confirmMarkdown } = await import("../../history/confirm-markdown.ts");
  await writeFile(file, confirmMarkdown(found, (await listChecks(store)).at(-1) ?? null));
}
