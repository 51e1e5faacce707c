import { signFlip } from "@evenkeel/stats";
import { confirmationRules } from "./rules.ts";

/** Both commits' value of one round, measured within minutes of each other. */
export interface Pair {
  readonly good: number;
  readonly suspect: number;
}

/** How a series' values are compared: by their ratio, or by their difference. */
export type EffectScale = "ratio" | "difference";

export interface Proposal {
  readonly scale: EffectScale;
  /** As the history proposed it: after ÷ before minus 1, or after minus before. */
  readonly effect: number;
  /** The least effect that is worth telling, on the same scale. */
  readonly floor: number;
}

export interface Confirmation {
  /** `undecided`: the rounds can neither show the change nor exclude it. */
  readonly state: "confirmed" | "refuted" | "undecided";
  /** The suspect against the good commit, as the proposal's effect. */
  readonly effect: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  readonly rounds: number;
}

/**
 * Confirmed: the test finds a difference in the proposed direction that is at least the floor. Refuted: it finds none,
 * or the other way, and the interval holds no effect of the proposed size. What no round can change (all pairs equal
 * on both sides) is decided by its value alone, from two rounds on.
 */
export function confirmationOf(pairs: readonly Pair[], proposal: Proposal): Confirmation {
  const { scale, effect: proposed, floor } = proposal;
  const rounds = pairs.length;
  if (rounds === 0) return { state: "undecided", effect: null, low: null, high: null, p: null, rounds };
  const differences = pairs.map(({ good, suspect }) => (scale === "ratio" ? Math.log(suspect / good) : suspect - good));
  if (!differences.every(Number.isFinite)) {
    return { state: "undecided", effect: null, low: null, high: null, p: null, rounds };
  }
  const back = (value: number) => (scale === "ratio" ? Math.expm1(value) : value);
  const test = signFlip(differences);
  const effect = back(test.estimate);
  const same = rounds >= 2 && isConstant(pairs);
  const interval = test.interval(confirmationRules.confidence);
  const [low, high] = interval === null ? [null, null] : interval.map(back);
  const found = { effect, low: low ?? null, high: high ?? null, p: same ? null : test.p, rounds };
  const agrees = Math.sign(effect) === Math.sign(proposed) && Math.abs(effect) >= floor;
  if (same) return { ...found, state: agrees ? "confirmed" : "refuted" };
  if (rounds < confirmationRules.fewestRounds) return { ...found, state: "undecided" };
  if (test.p <= confirmationRules.level && agrees) return { ...found, state: "confirmed" };
  return { ...found, state: excludes(found, proposed) ? "refuted" : "undecided" };
}

/** Every round gave both sides the same two values: what is counted or seeded, not timed. */
function isConstant(pairs: readonly Pair[]): boolean {
  const [first] = pairs;
  return pairs.every(({ good, suspect }) => good === first?.good && suspect === first.suspect);
}

/** Whether the interval lies on this side of half of what was proposed. */
function excludes({ low, high }: Pick<Confirmation, "low" | "high">, proposed: number): boolean {
  if (low === null || high === null) return false;
  return proposed > 0 ? high < proposed / 2 : low > proposed / 2;
}
