import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { EvenkeelError, UsageError } from "@evenkeel/core";
import { collectEnvironment } from "@evenkeel/harness";
import {
  bisect,
  findRun,
  findSeries,
  isWorse,
  listFindings,
  machinesOf,
  updateFinding,
  upgradesBetween,
  type Bisection,
  type Confirmation,
  type ConfirmedChange,
  type Finding,
  type RunRow,
  type Series,
  type Store,
} from "@evenkeel/history";
import { effectWords, subjectWords } from "@evenkeel/history/words";
import { readRun } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { machineOf } from "../commands/history/words.ts";
import { commitsBetween } from "../commits/git.ts";
import { worktreesOf } from "../commits/worktree.ts";
import { projectRoot } from "../project.ts";
import { sideBySide, type Rerun } from "./rerun.ts";
import { rerunExperiment } from "./rerun-experiment.ts";

export interface ConfirmOptions {
  /** Of findings; none means all that are suspected of this machine. */
  readonly ids: readonly string[];
  /** The folder that run folders are named from. */
  readonly base: string;
  readonly rounds: number;
  readonly bisects: boolean;
  /** Where reruns are kept until the finding is decided. */
  readonly cache: string;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** What became of a finding. */
export interface Confirmed {
  readonly finding: Finding;
  readonly series: Series;
  readonly state: "confirmed" | "refuted" | "undecided" | "not-run";
  /** Why it was not run; null where it was. */
  readonly reason: string | null;
  readonly confirmation: Confirmation | null;
  /** What an issue tells; null of what is not confirmed. */
  readonly change: ConfirmedChange | null;
}

/**
 * Reruns findings one by one. Each is kept when it is decided, so that an interruption loses none; reruns stay until
 * all are through.
 */
export async function confirmFindings(store: Store, options: ConfirmOptions): Promise<Confirmed[]> {
  const { fingerprint } = await collectEnvironment(projectRoot);
  const chosen = await findingsOf(store, options.ids, fingerprint);
  const worktrees = worktreesOf(options.signal);
  const places = new Set<string>();
  const done: Confirmed[] = [];
  try {
    for (const { finding, series } of chosen) {
      if (options.signal.aborted) break;
      options.tell(`${finding.id}: ${series.backend}, ${subjectWords(series)}`);
      done.push(await confirmOne(store, { finding, series, fingerprint }, { ...options, worktrees, places }));
    }
  } finally {
    await worktrees.remove();
  }
  if (!options.signal.aborted) {
    for (const place of places) await rm(place, { recursive: true, force: true });
  }
  return done;
}

interface Chosen {
  readonly finding: Finding;
  readonly series: Series;
}

async function findingsOf(store: Store, ids: readonly string[], fingerprint: string): Promise<Chosen[]> {
  const findings = await listFindings(store);
  for (const id of ids) {
    if (findings.some((finding) => finding.id === id)) continue;
    throw new UsageError("no such finding", {
      where: "findings",
      expected: "ids that `evenkeel history check` prints",
      got: `"${id}"`,
    });
  }
  const asked = findings.filter(({ id, state }) => (ids.length === 0 ? state === "suspected" : ids.includes(id)));
  const chosen: Chosen[] = [];
  for (const finding of asked) chosen.push({ finding, series: await findSeries(store, finding.seriesId) });
  return ids.length === 0 ? chosen.filter(({ series }) => series.fingerprint === fingerprint) : chosen;
}

interface Context extends ConfirmOptions {
  readonly worktrees: ReturnType<typeof worktreesOf>;
  /** Folders of reruns: what several findings of one task rest on is run once. */
  readonly places: Set<string>;
}

async function confirmOne(
  store: Store,
  { finding, series, fingerprint }: Chosen & { readonly fingerprint: string },
  context: Context,
): Promise<Confirmed> {
  const notRun = (reason: string): Confirmed => ({
    finding,
    series,
    state: "not-run",
    reason,
    confirmation: null,
    change: null,
  });
  if (series.fingerprint !== fingerprint) return notRun("it is of another machine");
  if (series.task === "install")
    return notRun("what libraries take on the disk is counted: a run finds the same again");
  const [suspect, good] = [await findRun(store, finding.changeRun), await findRun(store, finding.lastGoodRun ?? "")];
  const commits = commitsOf(good, suspect);
  if (commits === null) return notRun("its runs name no two commits without changes of their own");
  const folder = suspect?.folder == null ? null : resolve(context.base, suspect.folder);
  if (folder === null || !existsSync(join(folder, "run.json"))) return notRun("the suspected run's folder is not here");
  const experiment = rerunExperiment((await readRun(folder)).experiment, series);
  const place = join(context.cache, "reruns", rerunId(experiment, commits));
  context.places.add(place);
  try {
    const rerun = { series, proposed: finding.effect, experiment, folder: place };
    const confirmation = await sideBySide(rerun, commits, context);
    if (context.signal.aborted) return notRun("interrupted; the same command goes on");
    const bisection = await bisectionOf(rerun, { commits, confirmation }, context);
    const change = await changeOf(store, { finding, series, good, suspect }, { confirmation, bisection });
    await settle(store, finding, { confirmation, bisection, change });
    return {
      finding,
      series,
      state: confirmation.state,
      reason: null,
      confirmation,
      change: confirmation.state === "confirmed" ? change : null,
    };
  } catch (error) {
    if (context.signal.aborted) return notRun("interrupted; the same command goes on");
    if (error instanceof EvenkeelError) return notRun(error.message);
    throw error;
  }
}

/** The same of all findings that the same runs decide. */
function rerunId(experiment: Experiment, { good, suspect }: Commits): string {
  return createHash("sha256")
    .update(JSON.stringify([good, suspect, experiment]))
    .digest("hex")
    .slice(0, 16);
}

interface Commits {
  readonly good: string;
  readonly suspect: string;
}

/** Null where a run had uncommitted changes, or names no commit: nothing can be checked out then. */
function commitsOf(good: RunRow | null, suspect: RunRow | null): Commits | null {
  const isClean = (run: RunRow | null) => run !== null && run.commit !== null && run.dirty !== true;
  return isClean(good) && isClean(suspect) ? { good: good?.commit ?? "", suspect: suspect?.commit ?? "" } : null;
}

async function bisectionOf(
  rerun: Rerun,
  { commits, confirmation }: { readonly commits: Commits; readonly confirmation: Confirmation },
  context: Context,
): Promise<Bisection | null> {
  if (!context.bisects || confirmation.state !== "confirmed") return null;
  return bisect(
    await commitsBetween(commits.good, commits.suspect, context.signal),
    async (commit) => {
      context.tell(`  testing ${commit.slice(0, 12)}`);
      const folder = join(rerun.folder, commit.slice(0, 12));
      const { state, effect } = await sideBySide(
        { ...rerun, folder },
        { good: commits.good, suspect: commit },
        context,
      );
      if (effect === null) return "untestable";
      return state === "confirmed" ? "bad" : "good";
    },
    context.signal,
  );
}

interface Evidence {
  readonly confirmation: Confirmation;
  readonly bisection: Bisection | null;
}

async function changeOf(
  store: Store,
  { finding, series, good, suspect }: Chosen & { readonly good: RunRow | null; readonly suspect: RunRow | null },
  { confirmation, bisection }: Evidence,
): Promise<ConfirmedChange> {
  const machine = (await machinesOf(store)).find((one) => one.fingerprint === series.fingerprint);
  const upgrades = await upgradesBetween(store, good, suspect);
  return {
    series: series.id,
    backend: series.backend,
    subject: subjectWords(series),
    machine: machineOf(series.fingerprint, machine?.name ?? null),
    measurement: series.measurement,
    unit: series.unit,
    better: series.better,
    worse: isWorse(series, finding.effect),
    proposed: finding.effect,
    confirmation,
    good: good?.commit ?? "",
    suspect: suspect?.commit ?? "",
    bisection,
    upgrades,
    command: `npx -y pnpm@12 evenkeel history confirm ${finding.id}`,
  };
}

async function settle(
  store: Store,
  finding: Finding,
  { confirmation, bisection, change }: Evidence & { readonly change: ConfirmedChange },
): Promise<void> {
  const { state, effect, rounds } = confirmation;
  const side = effect === null ? "no value" : effectWords(change, effect);
  const sentence = `Both commits side by side, ${rounds} rounds: ${side}.${bisection?.firstBad == null ? "" : ` First bad commit: ${bisection.firstBad.slice(0, 12)}.`}`;
  const evidence = { sentence, confirmation, bisection, change };
  if (state === "undecided") await updateFinding(store, finding.id, { evidence }, "suspected");
  else await updateFinding(store, finding.id, { evidence, state, confirmedAt: Date.now() });
}
