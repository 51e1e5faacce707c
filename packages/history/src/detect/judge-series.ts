import { clipSpikes, detectableStep, driftTest, stepTest, type SieveOptions } from "@evenkeel/stats";
import { exactChange, type ExactChange } from "./exact-change.ts";
import { failedGates } from "./gates.ts";
import type { Judged, Judgement, JudgeOptions, SeriesValues } from "./judgement.ts";
import type { SeriesKind } from "../series.ts";
import { floors, replicatesFor, rules, sidesOf, type Floor } from "./rules.ts";
import { scaleOf, type Scale } from "./scale.ts";
import { shiftOf, type Shift } from "./shift.ts";

/**
 * What the latest nights of a series say: whether its level stepped or drifted, how surely, and what it could have
 * shown. Of several steps the latest is described. Pure: the same values and seed give the same judgement.
 */
export function judgeSeries({ kind, values: all }: SeriesValues, options: JudgeOptions): Judgement {
  const from = Math.max(0, all.length - rules.window);
  const values = all.subarray(from);
  const floor = floorOf(kind, options);
  if (values.length < (kind === "size" ? 2 : rules.fewestNights))
    return { state: "unjudged", reason: "too-few-nights" };
  const scale = scaleOf(kind);
  if (!values.every((value) => scale.holds(value))) return { state: "unjudged", reason: "outside-scale" };
  const exact = exactChange(kind, values);
  const look = { scale, floor, options };
  if (exact !== undefined) return sinceStart(ofExact(exact, values, look), from);
  return sinceStart(
    latestChange(
      values.map((value) => scale.place(value)),
      look,
    ),
    from,
  );
}

interface Look {
  readonly scale: Scale;
  readonly floor: Floor;
  readonly options: JudgeOptions;
}

function floorOf(kind: SeriesKind, { floor }: JudgeOptions): Floor {
  const usual = floors[kind];
  return floor === undefined ? usual : { ...usual, ratio: floor };
}

/** Indices of the window as indices of the series. */
function sinceStart<Of extends Judged>(judged: Of, from: number): Of {
  return { ...judged, changeAt: judged.changeAt + from, lastGoodAt: judged.lastGoodAt + from };
}

/**
 * A step that is plain may hide a later one behind it: the nights since are looked at by themselves, and so on. Nothing
 * is corrected for these further looks, as none is had at a series without a step.
 */
function latestChange(values: Float64Array, look: Look): Judged {
  let found = ofScattered(values, look);
  while (found.kind === "step" && found.gatesPassed) {
    const since = values.subarray(found.changeAt);
    if (since.length < rules.fewestNights || since.every((value) => value === since[0])) break;
    const later = sinceStart(ofScattered(since, look), found.changeAt);
    if (!later.gatesPassed) break;
    found = later;
  }
  return found;
}

function ofExact(change: ExactChange, values: Float64Array, { scale, floor }: Look): Judged {
  const last = values.at(-1) as number;
  const [before, after] = [change?.before ?? last, change?.after ?? last];
  const moved = scale.place(after) - scale.place(before);
  const reaches = change !== null && Math.abs(moved) >= scale.least(floor, before);
  const at = change?.at ?? values.length;
  return {
    state: "judged",
    kind: "changed",
    p: change === null ? 1 : 0,
    exact: true,
    changeAt: at,
    lastGoodAt: at - 1,
    effect: scale.effect(moved),
    before,
    after,
    scatter: 0,
    phi: 0,
    nights: values.length,
    minimumDetectable: scale.effect(scale.least(floor, after)),
    failed: reaches ? [] : ["effect"],
    gatesPassed: reaches,
  };
}

function ofScattered(values: Float64Array, { scale, floor, options }: Look): Judged {
  const clipped = clipSpikes(values, rules.spikeReach);
  const shift = shiftOf(values, clipped);
  const early = failedGates(shift, scale, floor);
  const { p, phi } = testOf(shift, clipped, {
    seed: options.seed,
    exceedances: rules.exceedances,
    replicates: early.length > 0 ? rules.replicatesWithoutProposal : (options.replicates ?? replicatesFor(1)),
  });
  const failed = p <= rules.level[shift.kind] ? early : [...early, "level" as const];
  const isStep = shift.kind === "step";
  // What comes next is compared with the present level, which is all that was looked at where nothing changed.
  const atLevel = isStep && failed.length === 0 ? values.length - shift.at : values.length;
  const { nights, power } = rules.detectable;
  const detectable = Math.max(
    // Half of the level is the share of one of the two tests.
    detectableStep({ deviation: shift.scatter, phi, before: atLevel, after: nights }, rules.level.step / 2, power),
    scale.least(floor, scale.value(shift.after)),
    rules.separation.step * shift.scatter,
  );
  return {
    state: "judged",
    kind: shift.kind,
    p,
    exact: false,
    changeAt: isStep ? shift.at : values.length - 1,
    lastGoodAt: isStep ? shift.at - 1 : 0,
    effect: scale.effect(shift.after - shift.before),
    before: scale.value(shift.before),
    after: scale.value(shift.after),
    scatter: scale.effect(shift.scatter),
    phi,
    nights: values.length,
    minimumDetectable: scale.effect(detectable),
    failed,
    gatesPassed: failed.length === 0,
  };
}

/** Doubled, as either of two tests may be the one that is made. What fits without scatter needs none. */
function testOf(shift: Shift, values: Float64Array, options: SieveOptions): { p: number; phi: number } {
  if (!(shift.residualSquares > 0)) return { p: 0, phi: 0 };
  const { p, phi } =
    shift.kind === "step" ? stepTest(values, sidesOf(values.length), options) : driftTest(values, options);
  return { p: Math.min(1, 2 * p), phi };
}
