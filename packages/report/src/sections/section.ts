import type { BackendGate, RunData } from "@evenkeel/analysis";
import type { Series } from "../series.ts";

/** What every section is made from. */
export interface PageContext {
  readonly data: RunData;
  /** How each backend is drawn. */
  readonly series: readonly Series[];
  /** Null where the run plans no gate. */
  readonly gates: readonly BackendGate[] | null;
}

/**
 * A part of the page: a folder `sections/<name>/` with this in `view.ts`, what it looks like in `template.hbs` and,
 * where it needs rules of its own, `style.css`.
 */
export interface Section {
  /** The folder's name, and the anchor of its heading. */
  readonly name: string;
  /** Its entry in the contents; what has none stands above them. */
  readonly contents: string | null;
  /** What its template shows; null where this run has nothing to show. */
  readonly view: (context: PageContext) => object | null;
}
