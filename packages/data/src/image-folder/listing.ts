import { relative, sep } from "node:path";
import { DataError, type DatasetRemark, type DatasetRemarkKind } from "@evenkeel/core";
import { firstOf } from "../first-of.ts";
import { Remarks } from "../remarks.ts";

/** What is gathered while a folder is listed. */
export class Listing {
  /** The real path that no link may leave. */
  readonly inside: string;
  /** Paths of images that are neither PNG nor JPEG. */
  readonly otherImages: string[] = [];
  readonly #root: string;
  readonly #remarks = new Remarks();

  constructor(root: string, inside: string) {
    this.#root = root;
    this.inside = inside;
  }

  shown(path: string): string {
    return shownPath(this.#root, path);
  }

  remark(kind: DatasetRemarkKind, path: string): void {
    this.#remarks.add(kind, this.shown(path));
  }

  get remarks(): DatasetRemark[] {
    return this.#remarks.list();
  }

  /** Throws a `DataError` that names images of other kinds, where there are any. */
  refuseOtherImages(): void {
    const [first] = this.otherImages;
    if (first === undefined) return;
    const { length } = this.otherImages;
    if (length === 1) {
      const remedy = "convert or remove it";
      throw new DataError("an image of another kind", { where: first, expected: "PNG or JPEG", remedy });
    }
    throw new DataError(`${length} images of other kinds`, {
      where: this.#root,
      expected: "PNG or JPEG",
      got: firstOf(this.otherImages.map((path) => this.shown(path))),
      remedy: "convert or remove them",
    });
  }
}

/** From the root, "/" between. */
export function shownPath(root: string, path: string): string {
  return relative(root, path).replaceAll(sep, "/");
}
