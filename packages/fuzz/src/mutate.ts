import fc from "fast-check";
import { hostileNumbers, hostileTexts } from "./hostile.ts";

type Edit = (bytes: Uint8Array) => Uint8Array;

/** A place, as a share of the length: an edit that shrinks stays inside. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const bytesEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ at: place, bit: fc.nat(7) }).map(
    ({ at, bit }): Edit =>
      (bytes) =>
        changed(bytes, at, 1, (view) => view.setUint8(0, view.getUint8(0) ^ (1 << bit))),
  ),
  fc.record({ at: place, byte: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x22, 0x2f, 0x5c) }).map(
    ({ at, byte }): Edit =>
      (bytes) =>
        changed(bytes, at, 1, (view) => view.setUint8(0, byte)),
  ),
  fc
    .record({
      at: place,
      word: fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000),
      little: fc.boolean(),
    })
    .map(
      ({ at, word, little }): Edit =>
        (bytes) =>
          changed(bytes, at, 4, (view) => view.setUint32(0, word, little)),
    ),
  fc.record({ at: place, size: place }).map(
    ({ at, size }): Edit =>
      (bytes) =>
        without(bytes, at, size),
  ),
  fc.record({ at: place, size: place }).map(
    ({ at, size }): Edit =>
      (bytes) =>
        doubled(bytes, at, size),
  ),
  fc.record({ at: place, more: fc.uint8Array({ minLength: 1, maxLength: 64 }) }).map(
    ({ at, more }): Edit =>
      (bytes) =>
        inserted(bytes, at, more),
  ),
  place.map(
    (at): Edit =>
      (bytes) =>
        bytes.subarray(0, Math.floor(at * bytes.length)),
  ),
);

const jsonEdit: fc.Arbitrary<Edit> = fc
  .record({
    at: place,
    value: fc.oneof(hostileTexts, hostileNumbers, fc.constantFrom(null, true, [], {}, [[]], { __proto__: 1 })),
    drop: fc.boolean(),
  })
  .map(
    ({ at, value, drop }): Edit =>
      (bytes) =>
        withJsonValue(bytes, at, drop ? undefined : value),
  );

/** A seed with some edits; of JSON, mostly of its values. */
export function mutated(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edits = fc.array(fc.oneof(bytesEdit, jsonEdit), { minLength: 1, maxLength: 4 });
  return fc
    .record({ seed: fc.nat(seeds.length - 1), edits })
    .map(({ seed, edits: chosen }) => chosen.reduce((bytes, edit) => edit(bytes), seeds[seed] ?? new Uint8Array()));
}

function changed(bytes: Uint8Array, at: number, size: number, change: (view: DataView) => void): Uint8Array {
  if (bytes.length < size) return bytes;
  const copy = Uint8Array.from(bytes);
  change(new DataView(copy.buffer, Math.floor(at * (bytes.length - size + 1)), size));
  return copy;
}

function without(bytes: Uint8Array, at: number, size: number): Uint8Array {
  const [from, to] = range(bytes, at, size);
  return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(to)]);
}

function doubled(bytes: Uint8Array, at: number, size: number): Uint8Array {
  const [from, to] = range(bytes, at, size);
  return inserted(bytes, at, bytes.subarray(from, to));
}

function inserted(bytes: Uint8Array, at: number, more: Uint8Array): Uint8Array {
  const from = Math.floor(at * (bytes.length + 1));
  return Buffer.concat([bytes.subarray(0, from), more, bytes.subarray(from)]);
}

function range(bytes: Uint8Array, at: number, size: number): [number, number] {
  const from = Math.floor(at * bytes.length);
  return [from, from + Math.ceil(size * Math.min(256, bytes.length - from))];
}

/** Another value (or none) at one of the places of a JSON text; what is no JSON stays as it is. */
function withJsonValue(bytes: Uint8Array, at: number, value: unknown): Uint8Array {
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return bytes;
  }
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  collect(root, places);
  const chosen = places[Math.floor(at * places.length)];
  if (chosen === undefined) return new TextEncoder().encode(JSON.stringify(value ?? null));
  if (value === undefined) Reflect.deleteProperty(chosen.holder, chosen.key);
  else chosen.holder[chosen.key] = value;
  return new TextEncoder().encode(JSON.stringify(root));
}

function collect(value: unknown, into: { holder: Record<string, unknown>; key: string }[]): void {
  if (typeof value !== "object" || value === null) return;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    into.push({ holder, key });
    collect(holder[key], into);
  }
}
