import { median } from "@evenkeel/stats";

/** Times by what was done and where, in seconds, and what else is to be said of it; told on stderr as they come. */
export class Timings {
  readonly #repeats: number;
  readonly #rows = new Map<string, Map<string, { readonly text: string; readonly seconds: number | null }>>();

  constructor(repeats: number) {
    this.#repeats = repeats;
  }

  /** The median over several times that an action is done. */
  async take(where: string, what: string, action: () => Promise<unknown>): Promise<void> {
    const times: number[] = [];
    for (let repeat = 0; repeat < this.#repeats; repeat += 1) times.push(await secondsOf(action));
    this.#keep(where, what, median(times));
  }

  /** Of an action that is done once: its result. */
  async once<T>(where: string, what: string, action: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const result = await action();
    this.#keep(where, what, (performance.now() - begun) / 1000);
    return result;
  }

  note(where: string, what: string, text: string): void {
    this.#set(where, what, { text, seconds: null });
  }

  /** A line for each thing that was done, a column for each place, and the longest time that is promised. */
  table(bounds: Readonly<Record<string, number>>): string {
    const places = [...new Set([...this.#rows.values()].flatMap((row) => [...row.keys()]))];
    const lines = [...this.#rows].map(([what, row]) => [
      what,
      ...places.map((place) => row.get(place)?.text ?? ""),
      bounds[what] === undefined ? "" : `${bounds[what]} s`,
    ]);
    const all = [["", ...places, "at most"], ["---", ...places.map(() => "--:"), "--:"], ...lines];
    return all.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  }

  /** Whether nothing took longer than its bound. */
  keeps(bounds: Readonly<Record<string, number>>): boolean {
    return Object.entries(bounds).every(([what, most]) =>
      [...(this.#rows.get(what)?.values() ?? [])].every(({ seconds }) => seconds === null || seconds <= most),
    );
  }

  #keep(where: string, what: string, seconds: number): void {
    const text = seconds < 1 ? `${Math.round(1000 * seconds)} ms` : `${seconds.toPrecision(3)} s`;
    this.#set(where, what, { text, seconds });
  }

  #set(where: string, what: string, entry: { readonly text: string; readonly seconds: number | null }): void {
    const row = this.#rows.get(what) ?? new Map<string, typeof entry>();
    this.#rows.set(what, row.set(where, entry));
    process.stderr.write(`${where}: ${what}: ${entry.text}\n`);
  }
}

async function secondsOf(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return (performance.now() - begun) / 1000;
}
