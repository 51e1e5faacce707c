import fc from "fast-check";
import { expect, test } from "vitest";
import { bisect, type CommitState } from "../../src/confirm/bisect.ts";

const commits = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);

test("finds the first bad commit of any history, in about log2 of its commits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.nat(), async (count, seed) => {
      const first = seed % count;
      const found = await bisect(commits(count), async (commit) => (Number(commit.slice(1)) < first ? "good" : "bad"));
      expect(found.firstBad).toBe(`c${first}`);
      expect(found.steps.length).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 1);
    }),
  );
});

test("goes round what cannot be tested, and says what is left", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 2, maxLength: 40 }), fc.nat(), async (broken, seed) => {
      const first = seed % broken.length;
      const state = (index: number): CommitState => (broken[index] ? "untestable" : index < first ? "good" : "bad");
      const found = await bisect(commits(broken.length), async (commit) => state(Number(commit.slice(1))));
      expect(found.candidates).toContain(`c${first}`);
      const open = found.candidates.slice(0, -1);
      expect(open.every((commit) => broken[Number(commit.slice(1))])).toBe(true);
    }),
  );
});
