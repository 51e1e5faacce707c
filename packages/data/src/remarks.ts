import { datasetRemarkKinds, type DatasetRemark, type DatasetRemarkKind } from "@evenkeel/core";

/** How many of each kind are named. */
const namedExamples = 5;

/** Counts what is found of a dataset by kind and keeps the first few names. */
export class Remarks {
  readonly #found = new Map<DatasetRemarkKind, { count: number; examples: string[] }>();

  add(kind: DatasetRemarkKind, name: string): void {
    const found = this.#found.get(kind) ?? { count: 0, examples: [] };
    this.#found.set(kind, found);
    found.count += 1;
    if (found.examples.length < namedExamples) found.examples.push(name);
  }

  /** In the order of the kinds. */
  list(): DatasetRemark[] {
    return datasetRemarkKinds.flatMap((kind) => {
      const found = this.#found.get(kind);
      return found === undefined ? [] : [{ kind, ...found }];
    });
  }
}
