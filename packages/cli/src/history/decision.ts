import {
  isWorse,
  machinesOf,
  updateFinding,
  type Bisection,
  type Confirmation,
  type ConfirmedChange,
  type Finding,
  type Store,
} from "@evenkeel/history";
import { effectWords, subjectWords } from "@evenkeel/history/words";
import { publicText } from "@evenkeel/run-folder";
import { commandLine } from "@evenkeel/setup/command-line";
import { z } from "zod";
import { machineOf } from "../commands/history/words.ts";
import type { Chosen } from "./confirmed.ts";
import type { Suspect } from "./suspects.ts";

/** What reruns found of a finding. */
interface Evidence {
  readonly confirmation: Confirmation;
  readonly suspect: Suspect;
  readonly ruledOut: readonly Suspect[];
  readonly bisection: Bisection | null;
  readonly reason: string | null;
}

interface Found extends Evidence {
  readonly upgrades: readonly string[];
  /** Whether the experiment lies in a repository of its own. */
  readonly isOwn: boolean;
}

/** A finding's change as an issue tells it. */
export async function changeOf(
  store: Store,
  { finding, series }: Chosen,
  { confirmation, suspect, bisection, upgrades, isOwn }: Found,
): Promise<ConfirmedChange> {
  const machine = (await machinesOf(store)).find((one) => one.fingerprint === series.fingerprint);
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
    good: suspect.good,
    suspect: suspect.suspect,
    of: suspect.whose === "evenkeel" && isOwn ? "Evenkeel" : null,
    bisection,
    upgrades,
    command: commandLine(`history confirm ${finding.id}`),
  };
}

/** Keeps what was decided; what was not decided leaves the finding as suspected as it is. */
export async function keepDecision(
  store: Store,
  finding: Finding,
  { change, ...decided }: Evidence & { readonly change: ConfirmedChange },
): Promise<void> {
  const { confirmation, bisection, ruledOut } = decided;
  const evidence = { sentence: publicText(sentenceOf(decided, change)), confirmation, bisection, change, ruledOut };
  const { state } = confirmation;
  if (state === "undecided") await updateFinding(store, finding.id, { evidence }, "suspected");
  else await updateFinding(store, finding.id, { evidence, state, confirmedAt: Date.now() });
}

function sentenceOf({ confirmation, bisection, reason }: Evidence, change: ConfirmedChange): string {
  const { effect, rounds } = confirmation;
  const whose = change.of === null ? "Both commits" : `Both commits of ${change.of}`;
  const side = effect === null ? (reason ?? "no value") : effectWords(change, effect);
  const first = bisection?.firstBad == null ? "" : ` First bad commit: ${bisection.firstBad.slice(0, 12)}.`;
  const open = effect === null || reason === null ? "" : ` Not decided: ${reason}.`;
  return `${whose} side by side, ${rounds} rounds: ${side}.${first}${open}`;
}

const evidenceSchema = z.object({ ruledOut: z.array(z.object({ good: z.string(), suspect: z.string() })) });

/** Whether a rerun of a finding has found no difference between these commits before. */
export function ruledOutBefore({ evidence, state }: Finding, { good, suspect }: Suspect): boolean {
  const known = evidenceSchema.safeParse(evidence);
  if (state !== "suspected" || !known.success) return false;
  return known.data.ruledOut.some((one) => one.good === good && one.suspect === suspect);
}
