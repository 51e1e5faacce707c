/** What a verification looks at, in the order in which it does. */
const checkNames = [
  "manifest",
  "run",
  "plan",
  "measurements",
  "samples",
  "limits",
  "claims",
  "starting points",
  "environment",
  "page",
] as const;
export type CheckName = (typeof checkNames)[number];

/** Something in a run folder that is not what its origin gives. */
export interface Difference {
  /** Relative to the run folder. */
  readonly file: string;
  /** Of the value in the file: `cells["<id>"].measurements["<name>"].value`. Empty where the whole file is meant. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/**
 * Why a number cannot be computed again: it was read off a process, of which nothing else is kept; an older schema kept
 * too little; its part of the folder is not there; or another edition of the page wrote it.
 */
export type WhyUnproved = "no-samples" | "older-schema" | "not-kept" | "other-edition";

/** Numbers of one kind that nothing in the folder gives again. */
export interface NotRecomputed {
  readonly what: string;
  readonly count: number;
  readonly why: WhyUnproved;
}

/** What one check of a run folder found. */
export interface Finding {
  readonly check: CheckName;
  /** How many of its things were computed again, or looked at, and compared. */
  readonly checked: number;
  readonly differences: readonly Difference[];
  readonly unproved: readonly NotRecomputed[];
}

/** Collects what a check finds. */
export class Findings {
  readonly #check: CheckName;
  readonly #differences: Difference[] = [];
  readonly #unproved = new Map<string, NotRecomputed>();
  #checked = 0;

  constructor(check: CheckName) {
    this.#check = check;
  }

  /** Compares two values of JSON, bit by bit; undefined stands for none. */
  compare(place: Pick<Difference, "file" | "path">, expected: unknown, got: unknown): void {
    this.#checked += 1;
    const [should, is] = [textOf(expected), textOf(got)];
    if (should === is) return;
    const start =
      should.length > longestValue || is.length > longestValue ? partingOf(should, is) - longestValue / 4 : 0;
    this.#differences.push({ ...place, expected: cut(should, start), got: cut(is, start) });
  }

  /** Something that needs no comparison to be wrong. */
  differs(difference: Difference): void {
    this.#checked += 1;
    this.#differences.push(difference);
  }

  /** So many things were looked at and are well. */
  well(count: number): void {
    this.#checked += count;
  }

  unproved(what: string, why: WhyUnproved, count = 1): void {
    const key = `${why} ${what}`;
    this.#unproved.set(key, { what, why, count: count + (this.#unproved.get(key)?.count ?? 0) });
  }

  finding(): Finding {
    const unproved = [...this.#unproved.values()];
    return { check: this.#check, checked: this.#checked, differences: this.#differences, unproved };
  }
}

/** Longest text of a value in a difference. */
const longestValue = 200;

/** A number in full; an object's fields by name. */
export function textOf(value: unknown): string {
  if (value === undefined) return "nothing";
  return Object.is(value, -0) ? "-0" : (JSON.stringify(value, byName) ?? "nothing");
}

function byName(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Where two texts begin to differ. */
function partingOf(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** A part of a long text, from near where it matters. */
function cut(text: string, start: number): string {
  const from = Math.max(0, start);
  const part = text.slice(from, from + longestValue);
  return `${from > 0 ? "…" : ""}${part}${from + longestValue < text.length ? "…" : ""}`;
}
