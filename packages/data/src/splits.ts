import { permutation, randomStream } from "@evenkeel/core";

/** Indices of samples, ascending, for training and for testing; together every sample once. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Holds out the given share of every class, rounded, and at least one sample of each class that has two or more.
 * Which samples is decided by the seed alone. Throws a `RangeError` unless the share lies between 0 and 1, exclusive.
 */
export function stratifiedSplit(labels: ArrayLike<number>, testShare: number, seed: number): Split {
  if (!(testShare > 0 && testShare < 1)) throw new RangeError(`test share: expected between 0 and 1, got ${testShare}`);
  const held = new Uint8Array(labels.length);
  for (const [, members] of shuffledClasses(labels, seed, "split")) {
    const wanted = Math.round(members.length * testShare);
    const count = Math.min(members.length - 1, Math.max(1, wanted));
    for (const index of members.subarray(0, count)) held[index] = 1;
  }
  return splitBy(held);
}

/** Where data comes without test images: a fifth of every class is held out, the same samples every time. */
export function heldOut(labels: ArrayLike<number>): Split {
  return stratifiedSplit(labels, 0.2, 1);
}

/**
 * k-fold cross-validation: every sample is tested in exactly one fold, and a class' samples spread over the folds as
 * evenly as they go. Throws a `RangeError` unless 2 ≤ folds ≤ the size of the smallest class.
 */
export function stratifiedKFold(labels: ArrayLike<number>, folds: number, seed: number): readonly Split[] {
  const foldOf = new Int32Array(labels.length);
  let next = 0;
  for (const [label, members] of shuffledClasses(labels, seed, "fold")) {
    if (!Number.isInteger(folds) || folds < 2 || folds > members.length) {
      throw new RangeError(`folds: expected 2 to ${members.length}, the samples of class ${label}; got ${folds}`);
    }
    // Going on where the last class stopped keeps the folds' total sizes within one of each other.
    for (const index of members) {
      foldOf[index] = next;
      next = (next + 1) % folds;
    }
  }
  return Array.from({ length: folds }, (_, fold) => splitBy(Uint8Array.from(foldOf, (own) => Number(own === fold))));
}

/** `perClass` samples of every class, ascending. Throws a `RangeError` when a class has fewer. */
export function stratifiedSample(labels: ArrayLike<number>, perClass: number, seed: number): Int32Array {
  const chosen: number[] = [];
  for (const [label, members] of shuffledClasses(labels, seed, "sample")) {
    if (members.length < perClass)
      throw new RangeError(`class ${label} has ${members.length} samples, not ${perClass}`);
    chosen.push(...members.subarray(0, perClass));
  }
  return Int32Array.from(chosen).sort();
}

/** Each class' sample indices in a seeded order, classes ascending. A class' order depends on no other class. */
function* shuffledClasses(labels: ArrayLike<number>, seed: number, use: string): Generator<[number, Int32Array]> {
  const members = Map.groupBy(Array.from({ length: labels.length }).keys(), (index) => labels[index] ?? -1);
  for (const label of [...members.keys()].sort((a, b) => a - b)) {
    const indices = members.get(label) ?? [];
    const order = permutation(indices.length, randomStream(seed, `${use}:class-${label}`));
    yield [label, order.map((position) => indices[position] ?? -1)];
  }
}

function splitBy(test: Uint8Array): Split {
  const indices = [...test.keys()];
  return {
    train: Int32Array.from(indices.filter((index) => test[index] === 0)),
    test: Int32Array.from(indices.filter((index) => test[index] === 1)),
  };
}
