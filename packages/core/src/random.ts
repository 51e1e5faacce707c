import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A deterministic stream of random numbers: the same seed and label give the same stream on every machine. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
}

/**
 * The project's only source of randomness (xoroshiro128+, from pure-rand). Independent uses of one seed take different
 * labels, for example `weights:conv1.kernel` or `order:epoch-3`, so that adding a use never shifts another's numbers.
 */
export function randomStream(seed: number, label: string): RandomStream {
  const generator = xoroshiro128plus(mix(seed, label));
  return {
    uniform: () => uniformFloat64(generator),
    below: (bound) => uniformInt(generator, 0, bound - 1),
  };
}

/** A permutation of 0 … count−1 by Fisher–Yates. */
export function permutation(count: number, random: RandomStream): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const chosen = random.below(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[chosen] ?? 0;
    order[chosen] = kept;
  }
  return order;
}

/** FNV-1a over seed and label, so that near seeds and labels start far apart. */
function mix(seed: number, label: string): number {
  let hash = 0x81_1c_9d_c5;
  for (const character of `${seed}/${label}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93);
  }
  return hash | 0;
}
