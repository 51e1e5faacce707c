import { createHash } from "node:crypto";
import { join } from "node:path";
import { EvenkeelError, InterruptedError } from "@evenkeel/core";
import { bisect, upgradesBetween, type Bisection, type Store } from "@evenkeel/history";
import type { Chosen, Confirmed, ConfirmContext } from "./confirmed.ts";
import { CommitError } from "../commits/commit-error.ts";
import { changeOf, keepDecision, ruledOutBefore } from "./decision.ts";
import { nightsOf, type Nights } from "./nights.ts";
import { isDeterminedBySeed, rerunExperiment } from "./rerun-experiment.ts";
import { sideBySide, type Rerun, type SideBySide } from "./rerun.ts";
import { suspectsOf, type Suspect } from "./suspects.ts";

/** Reruns what a finding may come from, until a rerun confirms it, and keeps what was decided. */
export async function confirmOne(store: Store, chosen: Chosen, context: ConfirmContext): Promise<Confirmed> {
  const { finding, series } = chosen;
  let upgrades: readonly string[] = [];
  const notRun = (reason: string): Confirmed => ({
    ...chosen,
    state: "not-run",
    reason,
    confirmation: null,
    upgrades,
    change: null,
  });
  if (series.fingerprint !== context.fingerprint) return notRun("it is of another machine");
  if (series.task === "install")
    return notRun("what libraries take on the disk is counted: a run finds the same again");
  if (series.task === "foreign") return notRun("another tool measured it");
  const nights = await nightsOf(store, finding, context.base);
  if (typeof nights === "string") return notRun(nights);
  upgrades = await upgradesBetween(store, nights.goodRow, nights.badRow);
  const suspects = suspectsOf(nights.good, nights.bad);
  if (typeof suspects === "string") return notRun(suspects);
  try {
    const decided = await decide({ chosen, nights, suspects }, context);
    const isOwn = nights.run.environment.repository !== undefined;
    const change = await changeOf(store, chosen, { ...decided, upgrades, isOwn });
    await keepDecision(store, finding, { ...decided, change });
    const { confirmation, reason } = decided;
    const { state } = confirmation;
    return { ...chosen, state, reason, confirmation, upgrades, change: state === "confirmed" ? change : null };
  } catch (error) {
    if (context.signal.aborted) return notRun("interrupted; the same command goes on");
    if (error instanceof EvenkeelError) return notRun(error.message);
    throw error;
  }
}

interface Question {
  readonly chosen: Chosen;
  readonly nights: Nights;
  readonly suspects: readonly Suspect[];
}

/** What reruns came to. */
interface Decided extends SideBySide {
  /** Whose commits were run last. */
  readonly suspect: Suspect;
  /** Between which commits reruns found no difference. */
  readonly ruledOut: readonly Suspect[];
  readonly bisection: Bisection | null;
  readonly reason: string | null;
}

/**
 * One suspect after another, as long as reruns find no difference; those that did so before are passed over, unless
 * nothing else is left. Throws `EvenkeelError` where nothing could be run.
 */
async function decide({ chosen, nights, suspects }: Question, context: ConfirmContext): Promise<Decided> {
  const open = suspects.filter((suspect) => !ruledOutBefore(chosen.finding, suspect));
  const ruledOut: Suspect[] = suspects.filter((suspect) => !open.includes(suspect));
  let last: Decided | null = null;
  for (const suspect of open.length === 0 ? suspects : open) {
    try {
      const rerun = rerunOf({ chosen, nights, suspect }, context);
      const found = await sideBySide(rerun, suspect, context);
      const { state } = found.confirmation;
      const bisection = state === "confirmed" ? await bisectionOf(rerun, suspect, context) : null;
      if (state === "refuted") ruledOut.push(suspect);
      last = { ...found, suspect, bisection, reason: found.missing, ruledOut };
      if (state !== "refuted") return last;
    } catch (error) {
      if (context.signal.aborted || !(error instanceof EvenkeelError) || ruledOut.length === 0) throw error;
      const reason = new CommitError(
        "the experiment's commits make no difference, and those of Evenkeel cannot be run",
        {
          got: error.message,
        },
      );
      if (last === null) throw reason;
      return { ...last, confirmation: { ...last.confirmation, state: "undecided" }, reason: reason.message };
    }
  }
  if (last === null) throw new InterruptedError("stopped");
  return last;
}

function rerunOf(
  { chosen, nights, suspect }: Omit<Question, "suspects"> & { readonly suspect: Suspect },
  { cache, checkouts, places }: ConfirmContext,
): Rerun {
  const { finding, series } = chosen;
  const { run } = nights;
  const folder = join(cache, "reruns", rerunId([suspect, rerunExperiment(run.experiment, series)]));
  places.add(folder);
  return { series, proposed: finding.effect, sides: checkouts.sidesOf(suspect, series, run), folder };
}

/** The same of all findings that the same runs decide. */
function rerunId(what: unknown): string {
  return createHash("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 16);
}

/** Commits that cannot be run, or that rounds do not tell from either side, are passed over. */
async function bisectionOf(rerun: Rerun, range: Suspect, context: ConfirmContext): Promise<Bisection | null> {
  if (!context.bisects) return null;
  const commits = await rerun.sides.between(range);
  if (commits.length === 0) {
    context.tell("  nothing to bisect: the suspected commit does not come after the good one");
    return null;
  }
  const sharedGood = isDeterminedBySeed(rerun.series) ? { goodFolder: join(rerun.folder, "good") } : {};
  const test = async (commit: string) => {
    context.tell(`  testing ${commit.slice(0, 12)}`);
    try {
      const tested = { ...rerun, folder: join(rerun.folder, commit.slice(0, 12)), ...sharedGood };
      const { confirmation } = await sideBySide(tested, { good: range.good, suspect: commit }, context);
      const { state } = confirmation;
      return state === "undecided" ? "untestable" : state === "confirmed" ? "bad" : "good";
    } catch (error) {
      if (context.signal.aborted || !(error instanceof EvenkeelError)) throw error;
      context.tell(`  ${error.message}`);
      return "untestable";
    }
  };
  return bisect(commits, test, context.signal);
}
