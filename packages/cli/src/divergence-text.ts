import { tolerances } from "@evenkeel/gate";
import type { Divergence, Finding, Kink, RoundingEvent } from "@evenkeel/parity";
import { lossEnvelopes } from "@evenkeel/stats";
import { numbers, textTable } from "./table.ts";

/** What the user asked for. */
interface Asked {
  readonly model: string;
  readonly steps: number | "epoch";
  readonly seed: number;
}

/** A comparison of two backends for people: one line, and below it why where they left the envelopes. */
export function describeDivergence(pair: Divergence, asked: Asked): string {
  const head = `${nameOf(pair)}: ${verdictOf(pair)}. ${asked.model}, seed ${asked.seed}: ${distances(pair)}`;
  return [head, ...describeCause(pair)].join("\n");
}

/** Several comparisons: a table, and below it why some left the envelopes. */
export function describeDivergences(pairs: readonly Divergence[], asked: Asked): string {
  const envelopes = lossEnvelopes.toReversed();
  const apart = ["1", ...envelopes.map(({ steps }) => String(steps)), "most", "(step)"];
  const allowed = ["allowed", ...[tolerances.loss, ...envelopes.map(({ relative }) => relative)].map(scientific)];
  const rows = pairs.map((pair) => {
    const { firstLoss, losses, steps, firstUpdate, samePredictions } = pair;
    const at = envelopes.map(
      (envelope) => losses.judged.find((one) => one.envelope.steps === envelope.steps)?.relative,
    );
    return [
      nameOf(pair),
      scientific(firstLoss),
      ...at.map((relative) => (relative === undefined ? "–" : scientific(relative))),
      scientific(losses.largestRelative),
      `${losses.atStep} of ${Math.min(...steps)}`,
      scientific(firstUpdate.relative),
      samePredictions === null ? "–" : percent(samePredictions),
      verdictOf(pair),
    ];
  });
  const causes = pairs
    .filter(({ cause }) => cause !== null)
    .map((pair) => [`${nameOf(pair)}:`, ...describeCause(pair)]);
  return [
    `${asked.model}, seed ${asked.seed}`,
    textTable(
      ["losses apart at step", ...numbers(...apart, "first update", "same predictions"), "verdict"],
      [allowed, ...rows],
    ),
    ...stoppedEarly(pairs),
    ...causes.flat(),
  ].join("\n");
}

/** One line for each backend whose time was up before it had done what others did. */
function stoppedEarly(pairs: readonly Divergence[]): string[] {
  const done = new Map(
    pairs.flatMap(({ backends, steps }) => [[backends[0], steps[0]] as const, [backends[1], steps[1]] as const]),
  );
  const most = Math.max(...done.values());
  return [...done].flatMap(([id, steps]) =>
    steps < most ? [`${id} did only ${steps} of ${most} steps (--budget)`] : [],
  );
}

function nameOf({ backends }: Divergence): string {
  return backends.join(" and ");
}

function describeCause({ backends, cause }: Divergence): string[] {
  if (cause === null) return [];
  const { finding, rounding, steps } = cause;
  if (finding !== null) return describeFinding(finding, backends);
  const looked = `  Steps 1 to ${steps}, each taken by both from equal weights: both compute what float64 formulas give.`;
  return [looked, ...describeRounding(rounding)];
}

function verdictOf({ verdict, cause, backends }: Divergence): string {
  if (cause?.finding) return `FAULT${cause.finding.off.length === 1 ? ` in ${cause.finding.off[0]}` : ""}`;
  switch (verdict) {
    case "agrees":
      return "inside the envelopes";
    case "inconclusive":
      return "outside the envelopes, by rounding alone";
    case "differs":
      return `TOO FAR APART for rounding, though no step shows a fault of ${backends.join(" or ")}`;
    default:
      return "too few steps to judge";
  }
}

function distances({ backends, steps, firstLoss, firstUpdate, losses, samePredictions }: Divergence): string {
  const first = `${scientific(firstLoss)} at step 1 (allowed ${scientific(tolerances.loss)})`;
  const judged = losses.judged.toReversed().map(({ envelope, relative }) => {
    return `${scientific(relative)} at step ${envelope.steps} (allowed ${scientific(envelope.relative)})`;
  });
  const [a, b] = steps;
  const largest = `${scientific(losses.largestRelative)} at most (step ${losses.atStep} of ${Math.min(a, b)})`;
  const shorter = a < b ? 0 : 1;
  return [
    `losses ${[first, ...judged, largest].join(", ")} apart`,
    `weights after step 1 at most ${scientific(firstUpdate.relative)} of its largest move apart`,
    ...(samePredictions === null ? [] : [`same prediction for ${percent(samePredictions)} of the test images`]),
    ...(a === b ? [] : [`${backends[shorter]} did only ${steps[shorter]} of ${steps[1 - shorter]} steps (--budget)`]),
  ].join("; ");
}

const places: Readonly<Record<Finding["what"], string>> = {
  output: "its output",
  "training-output": "its output in training",
  gradient: "its way back",
  statistics: "the statistics it keeps",
  loss: "the loss",
  update: "the optimizer's update",
};

function describeFinding(finding: Finding, backends: Divergence["backends"]): string[] {
  const { step, what, layer, tensor, position, values, oracle, relative, ulp, off } = finding;
  const where = layer === null ? places[what] : `layer ${layer}, ${places[what]}`;
  const rows = [
    [backends[0], values[0]],
    [backends[1], values[1]],
    ["float64", oracle],
  ] as const;
  const width = Math.max(...rows.map(([name]) => name.length));
  const blame = off.length === 0 ? "" : `; not what the formulas give: ${off.join(", ")}`;
  return [
    `  Step ${step}, ${where}: ${tensor} [${position.join(", ")}]`,
    ...rows.map(([name, value]) => `    ${name.padEnd(width)}  ${exact(value)}`),
    `    apart by ${scientific(relative)} of the tensor's largest${ulp === null ? "" : `, ${ulp.toLocaleString("en")} ulp`}${blame}`,
  ];
}

function describeRounding(events: readonly RoundingEvent[]): string[] {
  const [first, ...others] = events;
  if (first === undefined)
    return [
      "  From equal weights no step differs by more than rounding: weights that were apart by rounding already parted them.",
    ];
  const kinks = first.kinks.flatMap(({ backend, kinks: crossed }) =>
    crossed.map((kink) => describeKink(kink, backend)),
  );
  const why =
    kinks.length > 0 ? kinks : ["    each layer alone is right; no near-tie close enough to be sure explains it"];
  const more = others.map(({ step }) => step);
  return [
    `  They part first at step ${first.step}: ${first.tensor}'s gradient is ${scientific(first.relative)} of its largest apart, for`,
    ...why,
    ...(more.length === 0
      ? []
      : [`  The same kind of thing at ${more.length === 1 ? "step" : "steps"} ${more.join(", ")}.`]),
  ];
}

function describeKink({ layer, position, value, against, ulp }: Kink, backend: string): string {
  const rival =
    against === 0
      ? "next to 0"
      : `next to the maximum ${exact(against)} of its window (${ulp === 0 ? "equal in float32" : `${ulp} ulp`})`;
  return `    a near-tie at the input of ${layer} [${position.join(", ")}]: ${exact(value)} ${rival}; ${backend} rounds to the other side than float64`;
}

function scientific(value: number): string {
  return value === 0 || !Number.isFinite(value) ? String(value) : Number(value.toPrecision(2)).toExponential();
}

/** Enough digits to tell float32 numbers apart. */
function exact(value: number): string {
  return `${Number(value.toPrecision(9))}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
