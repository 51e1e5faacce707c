import { join } from "node:path";
import { readRun } from "@evenkeel/run-folder";
import { execa } from "execa";
import { expect, it } from "vitest";
import { fakeCells, tinyRunFile } from "./fixtures/kill.ts";
import { memoryGroup } from "./fixtures/memory-cgroup.ts";
import { temporaryFolder } from "./fixtures/options.ts";

const limitMiB = 500;
/** A process that is in the group before it becomes the run. */
const joins = 'echo $$ > "$0/cgroup.procs" && exec "$@"';

it("a cell that the kernel kills for memory says peak, limit and way out, and the run goes on", async ({ skip }) => {
  const group = await memoryGroup(`evenkeel-test-${process.pid}`, limitMiB * 2 ** 20);
  skip(group === null, "no control group with a memory limit can be made here");
  const { folder: root, remove } = await temporaryFolder();
  try {
    const run = [process.execPath, tinyRunFile, "start", root, "greedy", fakeCells.cell];
    await execa("sh", ["-c", joins, group?.folder ?? "", ...run], { reject: false });
    const { state, cells } = await readRun(join(root, "run"));
    expect(state).toBe("finished");
    expect(cells.map((cell) => [cell.task, cell.state])).toEqual([
      ["gradients", "completed"],
      ["train", "failed"],
      ["evaluate", "completed"],
    ]);
    const [, trained] = cells;
    if (trained === undefined || trained.state === "completed") throw new Error("nothing failed");
    const { code, message, remedy } = trained.reason;
    expect(code).toBe("out-of-memory");
    const [, taken] = /^killed by the system, which ran out of memory: it had taken (\d+) MiB; /.exec(message) ?? [];
    expect(Number(taken), message).toBeGreaterThan(50);
    expect(Number(taken), message).toBeLessThanOrEqual(limitMiB);
    expect(message).toContain(`; ${limitMiB} MiB may be used here, its own limit being 1024 MiB`);
    expect(remedy).toContain("a --memory-budget below what may be used");
  } finally {
    await remove();
    await group?.remove();
  }
});
