/** How many requests ended how. */
export class Tally {
  readonly #counts = new Map<number | "broken off", number>();

  count(ending: number | "broken off"): void {
    this.#counts.set(ending, (this.#counts.get(ending) ?? 0) + 1);
  }

  /** For people: "12 requests: 11 × 200, 1 × 429". */
  get text(): string {
    const endings = [...this.#counts].toSorted(([a], [b]) => String(a).localeCompare(String(b)));
    const total = endings.reduce((sum, [, times]) => sum + times, 0);
    const parts = endings.map(([ending, times]) => `${times} × ${ending}`);
    return `${total} request${total === 1 ? "" : "s"}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`;
  }
}
