import { readdir } from "node:fs/promises";
import { DataError, type DatasetRemark, type DatasetRemarkKind, type LabelledImages } from "@evenkeel/core";
import { dataFileError } from "../data-file-error.ts";
import { firstOf } from "../first-of.ts";
import type { Part } from "../image-folder/part-names.ts";
import { Remarks } from "../remarks.ts";

/** The files of a folder of one's own, sorted, and what is to be said of those that are not used. */
export class OwnFiles {
  readonly folder: string;
  readonly names: readonly string[];
  readonly #remarks = new Remarks();

  private constructor(folder: string, names: readonly string[]) {
    this.folder = folder;
    this.names = names.filter((name) => !name.startsWith("."));
    for (const name of names) if (name.startsWith(".")) this.remark("hidden", name);
  }

  /** @throws {DataError} unreadable. */
  static async in(folder: string): Promise<OwnFiles> {
    const names = await readdir(folder).catch((cause: unknown) => {
      throw dataFileError("read", folder, cause);
    });
    return new OwnFiles(
      folder,
      names.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })),
    );
  }

  remark(kind: DatasetRemarkKind, name: string): void {
    this.#remarks.add(kind, name);
  }

  get remarks(): DatasetRemark[] {
    return this.#remarks.list();
  }

  /** The test images: a validation part's where there is no test part, which is said, as is one that is not used. */
  heldOut<Images extends { readonly images: LabelledImages }>(
    parts: Readonly<Record<Exclude<Part, "train">, Images | null>>,
  ): Images | null {
    const count = parts.validation?.images.count ?? 0;
    const kind = parts.test === null ? "validation-as-test" : "validation-not-used";
    for (let index = 0; index < count; index += 1) this.remark(kind, `validation image ${index}`);
    return parts.test ?? parts.validation;
  }

  /** That the folder lacks files, with what is in it instead. */
  lacks(finding: string, expected: string): DataError {
    const got = this.names.length === 0 ? "an empty folder" : firstOf(this.names);
    return new DataError(finding, { where: this.folder, expected, got });
  }
}
