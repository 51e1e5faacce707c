import { serveTarget } from "../src/serve-target.ts";
import { Finding, type Target } from "../src/target.ts";

const seeds = async () => [new Uint8Array(16)];
const has = (input: Uint8Array, byte: number) => input.includes(byte);

/** Targets with a fault each, which only some inputs meet. */
const faulty: readonly Target[] = [
  {
    name: "throws",
    seeds,
    take: async (input) => {
      if (has(input, 0xff)) throw new TypeError("undefined is not a function");
    },
  },
  {
    name: "is-wrong",
    seeds,
    take: async (input) => {
      if (input.length < 16) throw new Finding("too short");
    },
  },
  {
    name: "hangs",
    seeds,
    take: async (input) => {
      if (has(input, 0x22)) for (;;) input.fill(0x22);
    },
  },
  {
    name: "ends",
    seeds,
    take: async (input) => {
      if (has(input, 0x22)) process.exit(3);
    },
  },
  {
    name: "eats",
    seeds,
    take: async (input) => {
      const eaten: string[][] = [];
      if (has(input, 0x22)) for (;;) eaten.push(Array.from({ length: 1e6 }, (_, at) => `${at}`));
    },
  },
  { name: "is-good", seeds, take: async () => {} },
];

await serveTarget(faulty);
