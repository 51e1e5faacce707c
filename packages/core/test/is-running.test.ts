import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { isRunning } from "../src/is-running.ts";

describe("isRunning", () => {
  it("is true of this process, of its parent and of the first one, whose user may be another", () => {
    expect([process.pid, process.ppid, 1].map(isRunning)).toEqual([true, true, true]);
  });

  it("is false of one that has ended, and of a number that none can have", () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    expect([pid, 2 ** 22 + 1, 1e20, Number.NaN].map(isRunning)).toEqual([false, false, false, false]);
  });
});
