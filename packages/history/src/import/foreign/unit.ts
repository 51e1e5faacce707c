/**
 * Units as other tools write them. Times come in milliseconds and sizes in bytes, whatever the file has: some tools
 * choose the unit anew for each value, and a series has one.
 */
export interface Unit {
  /** What is measured in it: `time`, `rate`, `bytes`, or `value` where the unit does not say. */
  readonly measure: "time" | "rate" | "bytes" | "value";
  readonly unit: string;
  /** How many of `unit` one of the file's is. */
  readonly factor: number;
  readonly better: "lower" | "higher" | null;
}

const milliseconds: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["nsec", 1e-6],
  ["nanosecond", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["μs", 1e-3],
  ["usec", 1e-3],
  ["microsecond", 1e-3],
  ["ms", 1],
  ["msec", 1],
  ["millisecond", 1],
  ["s", 1e3],
  ["sec", 1e3],
  ["second", 1e3],
  ["min", 6e4],
  ["minute", 6e4],
]);

const bytes: ReadonlyMap<string, number> = new Map([
  ["B", 1],
  ["byte", 1],
  ["bytes", 1],
  ["kB", 1e3],
  ["KB", 1e3],
  ["MB", 1e6],
  ["GB", 1e9],
  ["KiB", 2 ** 10],
  ["MiB", 2 ** 20],
  ["GiB", 2 ** 30],
]);

/** What a unit's text means: `ns/iter`, `ops/sec`, `B/op`, `MiB`. */
export function unitOf(text: string): Unit {
  const [head = "", per = "", ...rest] = text.split("/").map((part) => part.trim());
  const time = millisecondsOf(head);
  const perTime = millisecondsOf(per);
  if (rest.length > 0 || (time !== undefined && perTime !== undefined)) return unknownUnit(text);
  if (time !== undefined) return { measure: "time", unit: "ms", factor: time, better: "lower" };
  if (perTime !== undefined) return { measure: "rate", unit: `${head}/s`, factor: 1e3 / perTime, better: "higher" };
  const size = bytes.get(head) ?? bytes.get(head.toLowerCase());
  return size === undefined ? unknownUnit(text) : { measure: "bytes", unit: "bytes", factor: size, better: "lower" };
}

function unknownUnit(text: string): Unit {
  return { measure: "value", unit: text.trim(), factor: 1, better: null };
}

function millisecondsOf(word: string): number | undefined {
  return milliseconds.get(word) ?? milliseconds.get(word.toLowerCase().replace(/s$/, ""));
}
