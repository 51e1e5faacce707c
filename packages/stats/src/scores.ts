import { argmax, logOdds, logSoftmax } from "./softmax.ts";

/** What a classifier said of some samples. */
export interface Predictions {
  /** What it gives: raw logits, probabilities, or nothing but the class. */
  readonly outputs: "logits" | "probabilities" | "labels";
  /** One a sample: a value for each class, or the index of the class alone. */
  readonly rows: readonly ArrayLike<number>[];
}

export interface Scores {
  /** One class a sample: the most probable, the first of equals. */
  readonly predicted: readonly number[];
  /** By [sample][class]; null where only labels are known. */
  readonly probabilities: readonly ArrayLike<number>[] | null;
  /** Their natural logarithms. */
  readonly logProbabilities: readonly ArrayLike<number>[] | null;
  /**
   * Logarithms of p ÷ (1 − p), which rank samples as the probabilities do, and also where those are rounded to 0 or 1.
   */
  readonly logOdds: readonly ArrayLike<number>[] | null;
}

/** A smaller probability counts as this one in a logarithm. */
const leastProbability = 1e-15;

/**
 * The scores behind predictions; probabilities are taken as they are. Throws a `RangeError` for a row of another
 * length, and for a value that is not finite or no probability.
 */
export function scoresOf({ outputs, rows }: Predictions, classCount: number): Scores {
  for (const [sample, row] of rows.entries()) checkRow(row, sample, outputs, classCount);
  if (outputs === "labels") {
    return { predicted: rows.map((row) => row[0] ?? -1), probabilities: null, logProbabilities: null, logOdds: null };
  }
  const predicted = rows.map((row) => argmax(row));
  if (outputs === "probabilities") {
    const logOf = (value: number) => Math.log(Math.max(value, leastProbability));
    return {
      predicted,
      probabilities: rows,
      logProbabilities: rows.map((row) => Array.from(row, logOf)),
      logOdds: rows.map((row) => Array.from(row, (value) => Math.log(value) - Math.log1p(-value))),
    };
  }
  const logProbabilities = rows.map((row) => logSoftmax(row));
  const probabilities = logProbabilities.map((row) => row.map(Math.exp));
  return { predicted, probabilities, logProbabilities, logOdds: rows.map((row) => logOdds(row)) };
}

function checkRow(row: ArrayLike<number>, sample: number, outputs: Predictions["outputs"], classCount: number): void {
  const [length, what] = outputs === "labels" ? [1, "label"] : [classCount, outputs];
  if (row.length !== length) throw new RangeError(`sample ${sample}: expected ${length} ${what}, got ${row.length}`);
  const values = Array.from(row);
  const notFinite = values.find((value) => !Number.isFinite(value));
  if (notFinite !== undefined) throw new RangeError(`sample ${sample}: expected finite ${what}, got ${notFinite}`);
  const outside = outputs === "probabilities" ? values.find((value) => value < 0 || value > 1) : undefined;
  if (outside !== undefined) throw new RangeError(`sample ${sample}: expected probabilities in 0–1, got ${outside}`);
}
