import { comparedBy, type SeriesKind } from "../series.ts";
import type { Floor } from "./rules.ts";

/** On which scale values are compared, and what a difference on it is called. */
export interface Scale {
  /** Whether a value has a place on it. */
  holds(value: number): boolean;
  place(value: number): number;
  /** The value at a place, in the measurement's unit. */
  value(place: number): number;
  /** A difference of places as a ratio minus 1, or as the difference of the values. */
  effect(difference: number): number;
  /** The least difference of places that reaches the floor from this value on. */
  least(floor: Floor, before: number): number;
}

const ratios: Scale = {
  holds: (value) => value > 0 && Number.isFinite(value),
  place: Math.log,
  value: Math.exp,
  effect: Math.expm1,
  least: ({ ratio, absolute }, before) => Math.log1p(Math.max(ratio, absolute / before)),
};

const differences: Scale = {
  holds: Number.isFinite,
  place: (value) => value,
  value: (place) => place,
  effect: (difference) => difference,
  least: ({ absolute }) => absolute,
};

/** The scale of what is compared by ratios, or by differences. */
export function scaleOf(kind: SeriesKind): Scale {
  return comparedBy(kind) === "difference" ? differences : ratios;
}
