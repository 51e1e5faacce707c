import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../project.ts";
import { installPackages } from "./install-packages.ts";
import type { CodeSource } from "./worktree.ts";

/** What checkouts share of `.cache`: backends that were set up, and datasets that were fetched. */
const shared = ["backends", "datasets"];

/**
 * Commits of Evenkeel itself: a checkout has its own packages from the lockfile, and the backends and datasets that are
 * here.
 */
export const evenkeelSource: CodeSource = {
  called: "Evenkeel",
  repository: projectRoot,
  prepare: async (worktree, signal) => {
    await mkdir(join(worktree.folder, ".cache"), { recursive: true });
    for (const name of shared) {
      const from = join(projectRoot, ".cache", name);
      if (existsSync(from)) await symlink(from, join(worktree.folder, ".cache", name), "junction");
    }
    await installPackages(worktree, { program: "pnpm", args: [] }, signal);
  },
};
