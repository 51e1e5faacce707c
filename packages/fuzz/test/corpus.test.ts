import { afterAll, describe, expect, it } from "vitest";
import { corpusOf } from "../src/corpus.ts";
import { removeScratch } from "../src/scratch.ts";
import { judge } from "../src/target.ts";
import { targets } from "../src/targets/index.ts";

afterAll(removeScratch);

describe.each(targets)("$name", (target) => {
  it("takes its good inputs, and what once broke it", async () => {
    const seeds = await target.seeds();
    expect(seeds.length).toBeGreaterThan(0);
    for (const seed of seeds) await target.take(seed);
    for (const { name, input } of await corpusOf(target.name)) {
      await expect(judge(target, input), name).resolves.toBeUndefined();
    }
  });
});
