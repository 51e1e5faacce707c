import { join } from "node:path";
import { lockRunFolder, readRun } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkWhole, fakeCells, tinyRun } from "./fixtures/kill.ts";
import { temporaryFolder } from "./fixtures/options.ts";

const refusal = "a run is going on in this folder";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** Settles when the process has told of something, or has ended. */
async function told(running: ReturnType<typeof tinyRun>, text: string): Promise<void> {
  let seen = "";
  await new Promise<void>((resolve) => {
    running.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      seen += chunk;
      if (seen.includes(text)) resolve();
    });
    running.stdout.once("end", resolve);
  });
}

describe("a run that is going on", () => {
  it("locks its folder, and is not disturbed by who tries", async () => {
    const folder = join(root, "run");
    const running = tinyRun("start", root, fakeCells);
    await told(running, "baseline");
    expect(() => lockRunFolder(folder)).toThrow(refusal);
    await running;
    await checkWhole(folder, await readRun(folder), null);
  });
});

describe("a run that was killed", () => {
  it("is resumed by one at a time, whoever is first", async () => {
    const folder = join(root, "run");
    const killed = tinyRun("start", root, fakeCells);
    await told(killed, "settled");
    killed.kill("SIGKILL");
    await expect(killed).rejects.toThrow("SIGKILL");
    const unlock = lockRunFolder(folder);
    await expect(tinyRun("resume", root, fakeCells)).rejects.toThrow(refusal);
    unlock();
    const both = await Promise.allSettled([1, 2].map(() => tinyRun("resume", root, fakeCells)));
    const refused = both.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []));
    expect(refused.length).toBeLessThan(2);
    expect(refused.filter((reason) => !reason.includes(refusal))).toEqual([]);
    await checkWhole(folder, await readRun(folder), null);
  });
});
