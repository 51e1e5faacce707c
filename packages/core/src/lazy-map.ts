/**
 * A map whose entries are found when they are first asked for, and each value made when it is: what is wrong with one
 * of them fails whoever needs it, and nobody else.
 */
export class LazyMap<K, V> implements ReadonlyMap<K, V> {
  readonly #find: () => ReadonlyMap<K, () => V>;
  #found: ReadonlyMap<K, () => V> | null = null;
  readonly #made = new Map<K, V>();

  constructor(find: () => ReadonlyMap<K, () => V>) {
    this.#find = find;
  }

  get #makers(): ReadonlyMap<K, () => V> {
    return (this.#found ??= this.#find());
  }

  get size(): number {
    return this.#makers.size;
  }

  has(key: K): boolean {
    return this.#makers.has(key);
  }

  get(key: K): V | undefined {
    const make = this.#makers.get(key);
    if (make === undefined) return undefined;
    const value = this.#made.has(key) ? (this.#made.get(key) as V) : make();
    this.#made.set(key, value);
    return value;
  }

  keys(): MapIterator<K> {
    return this.#makers.keys();
  }

  *entries(): MapIterator<[K, V]> {
    for (const key of this.keys()) yield [key, this.get(key) as V];
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this);
  }
}
