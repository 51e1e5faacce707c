import { claimRules, roundCountOf, type Claim, type Run } from "@evenkeel/analysis";
import { mebibytes, percent, plural, sentenceList, significant, times } from "../format.ts";

/** What a claim rests on: `12 rounds`, `2,000 images of seed 1`. */
export function evidence({ over, n, seed }: Claim): string {
  if (over === "images") return `${plural(n, "image")}${seed === undefined ? "" : ` of seed ${seed}`}`;
  return plural(n, over.slice(0, -1));
}

/** The interval of a claim seen from the backend that is ahead, with what it rests on: `2.1 to 2.4 ×, 12 rounds`. */
export function intervalWords(claim: Claim): string {
  const range = rangeOf(claim);
  return range === null ? evidence(claim) : `${range}, ${evidence(claim)}`;
}

/** Null where too few replicates bound it. */
function rangeOf({ metric, effect: { kind, value, low, high } }: Claim): string | null {
  if (low === null || high === null) return null;
  if (kind === "difference") {
    const ends = [low, high].map((end) => (value < 0 ? -end : end)).toSorted((a, b) => a - b);
    if (metric === "accuracy")
      return `${ends.map((end) => (100 * end).toFixed(2)).join(" to ")} points`.replaceAll("-", "−");
    const isMemory = metric === "train-memory" || metric === "predict-memory";
    return `${ends.map((end) => (isMemory ? mebibytes(end) : significant(end))).join(" to ")}${isMemory ? " MiB" : ""}`;
  }
  const factors = [low, high].map((end) => (value < 1 ? 1 / end : end)).toSorted((a, b) => a - b);
  const [smaller = 1, larger = 1] = factors;
  const near = larger < 1.1;
  const [from, to] = near ? [smaller.toFixed(3), larger.toFixed(3)] : [smaller, larger].map(bareTimes);
  return from === to ? `${to}\u00A0×` : `${from} to ${to}\u00A0×`;
}

function bareTimes(factor: number): string {
  return times(factor).replace("\u00A0×", "");
}

/** Why two backends count as about the same. */
export function samenessWords(claim: Claim): string {
  const { verdict, effect, needed } = claim;
  if (verdict === "equivalent") {
    const margin =
      effect.kind === "ratio"
        ? percent(claimRules.equivalentRatio - 1, 0)
        : `${(100 * claimRules.equivalentAccuracy).toFixed(2)} points`;
    return `equivalent within ${margin} (${intervalWords(claim)})`;
  }
  const more = needed === null ? "" : `; about ${neededWords(claim, needed)} would decide`;
  return `not distinguishable (${intervalWords(claim)})${more}`;
}

/** What more it would take where too few replicates were made for any claim. */
export function untriedWords(claim: Claim | null): string {
  if (claim === null) return "measured in no common round";
  const { n, needed } = claim;
  const so = `${evidence(claim)} ${n === 1 ? "decides" : "decide"} nothing`;
  return needed === null ? so : `${so}, ${neededWords(claim, needed)} can`;
}

function neededWords({ over }: Claim, needed: number): string {
  return plural(needed, over.slice(0, -1));
}

/** What the run claims altogether. */
export function claimsSentence(run: Run): string {
  const { claims } = run;
  const rounds = roundCountOf(run);
  const [own, controls] = [claims.filter(({ control }) => !control), claims.filter(({ control }) => control)];
  const basis = `One run, ${plural(rounds, "round")}`;
  const tested = own.filter(({ p }) => p !== null);
  const untried =
    rounds < claimRules.fewestRounds
      ? ` Times and memory take at least ${claimRules.fewestRounds} rounds to be claimed (--rounds ${claimRules.fewestRounds}).`
      : "";
  const unrest = controlsSentence(controls);
  if (tested.length === 0) return `${basis}: nothing is claimed.${untried}${unrest}`;
  const equivalent = tested.filter(({ verdict }) => verdict === "equivalent").length;
  const decided = tested.filter(isDecided).length;
  return (
    `${basis}: of ${plural(tested.length, "comparison")} tested ${decided} ${decided === 1 ? "is" : "are"} claimed, ` +
    `${equivalent} equivalent, ${tested.length - decided - equivalent} not distinguishable` +
    `${decided === 0 ? "" : `; of what is claimed in a metric, ${percent(claimRules.falseDiscoveryRate, 0)} at most are expected to be false`}.` +
    `${untried}${unrest}`
  );
}

function isDecided({ verdict }: Claim): boolean {
  return verdict !== "equivalent" && verdict !== "not-distinguishable";
}

/** What the same procedure made of each backend against itself. */
function controlsSentence(controls: readonly Claim[]): string {
  const tested = controls.filter(({ p }) => p !== null);
  if (controls.length === 0) return "";
  if (tested.length === 0) return " Each backend was measured twice, alike (A/A), in too few rounds to test.";
  const wrong = tested.filter(isDecided);
  const who = wrong.length === 0 ? "" : `: ${sentenceList([...new Set(wrong.map(({ backends }) => backends[0]))])}`;
  return ` Of ${plural(tested.length, "comparison")} of a backend with itself (A/A) ${wrong.length} would have been claimed${who}.`;
}

/** When a backend is called best, for the note of a table. */
export const claimRule =
  `Best is who the claims put before every other that may lead: at least ${claimRules.fewestRounds} rounds or seeds and a sign-flip test, ` +
  `or McNemar's test on the same images; p at most ${claimRules.level}, false discovery rate ${percent(claimRules.falseDiscoveryRate, 0)} in each metric, and times and memory at least ${percent(claimRules.leastRatio - 1, 0)} apart. ` +
  `Nobody is best after limited work, on a software adapter, or with a failure at the gate.`;
