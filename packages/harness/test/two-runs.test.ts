import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lockRunFolder, readRun } from "@evenkeel/run-folder";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkWhole } from "./fixtures/kill.ts";
import { temporaryFolder } from "./fixtures/options.ts";

const script = fileURLToPath(new URL("fixtures/tiny-run.ts", import.meta.url));
const refusal = "a run is going on in this folder";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

function tinyRun(mode: "start" | "resume") {
  return execa({ reject: false })(process.execPath, [script, mode, root]);
}

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
    const running = tinyRun("start");
    await told(running, "baseline");
    expect(() => lockRunFolder(folder)).toThrow(refusal);
    expect((await running).exitCode).toBe(0);
    await checkWhole(folder, await readRun(folder), null);
  });
});

describe("a run that was killed", () => {
  it("is resumed by one at a time, whoever is first", async () => {
    const folder = join(root, "run");
    const killed = tinyRun("start");
    await told(killed, "settled");
    killed.kill("SIGKILL");
    await killed;
    const unlock = lockRunFolder(folder);
    expect((await tinyRun("resume")).stderr).toContain(refusal);
    unlock();
    const both = await Promise.all([tinyRun("resume"), tinyRun("resume")]);
    const refused = both.filter(({ exitCode }) => exitCode !== 0);
    expect(refused.length).toBeLessThan(2);
    expect(refused.filter(({ stderr }) => !stderr.includes(refusal))).toEqual([]);
    await checkWhole(folder, await readRun(folder), null);
  });
});
