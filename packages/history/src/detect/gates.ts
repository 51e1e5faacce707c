import { quantile } from "@evenkeel/stats";
import type { Gate } from "./judgement.ts";
import { rules, type Floor } from "./rules.ts";
import type { Scale } from "./scale.ts";
import type { Shift } from "./shift.ts";

/**
 * The gates that a shift fails without a look at its p.
 *
 * - `effect`: the level moves by the floor.
 * - `shape`: a step describes the nights better than a straight line does.
 * - `separation`: the level moves by what nights scatter about it; two hosts that take turns move it less.
 * - `persistence`: since a step most of the latest nights lie beyond where nearly all lay before it, and beyond
 *   halfway.
 */
export function failedGates(shift: Shift, scale: Scale, floor: Floor): Gate[] {
  const { kind, before, after, scatter, stepOverLine } = shift;
  const moved = Math.abs(after - before);
  const passed: Record<Exclude<Gate, "level">, boolean> = {
    effect: moved >= scale.least(floor, scale.value(before)),
    shape: kind === "drift" || stepOverLine >= rules.stepOverLine,
    separation: moved >= rules.separation[kind] * scatter,
    persistence: kind === "drift" || persists(shift),
  };
  return (Object.keys(passed) as (keyof typeof passed)[]).filter((gate) => !passed[gate]);
}

function persists({ values, at, before, after }: Shift): boolean {
  const { nights, fewest, quantile: beyond } = rules.persistence;
  const rises = after > before;
  const sign = rises ? 1 : -1;
  const halfway = (before + after) / 2;
  const edge = quantile(values.subarray(0, at), rises ? beyond : 1 - beyond);
  const latest = values.subarray(Math.max(at, values.length - nights));
  const count = latest.filter((value) => sign * (value - edge) > 0 && sign * (value - halfway) > 0).length;
  return count >= Math.min(fewest, latest.length);
}
