import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runFolderOf } from "../src/run-reference.ts";

it("finds a run by its folder, its id, or as the latest", async () => {
  const runs = await mkdtemp(join(tmpdir(), "evenkeel-runs-"));
  try {
    await expect(runFolderOf("latest", "--resume", runs)).rejects.toThrow(/--resume: no such run; .*; got no run in/);
    for (const id of ["2026-11-28T09-00-00-quick", "2026-11-28T10-00-00-quick", "2026-11-29T00-00-00-unfinished"]) {
      await mkdir(join(runs, id));
      if (!id.endsWith("unfinished")) await writeFile(join(runs, id, "run.json"), "{}");
    }
    const first = join(runs, "2026-11-28T09-00-00-quick");
    expect(await runFolderOf(first, "run", runs)).toBe(first);
    expect(await runFolderOf("2026-11-28T09-00-00-quick", "run", runs)).toBe(first);
    expect(await runFolderOf("latest", "run", runs)).toBe(join(runs, "2026-11-28T10-00-00-quick"));
    await expect(runFolderOf("2026-11-28T09-00-01-quick", "run", runs)).rejects.toThrow(/did you mean 2026-11-28T09/);
  } finally {
    await rm(runs, { recursive: true });
  }
});
