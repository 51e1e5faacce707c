import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { installPackages } from "./install-packages.ts";
import type { CodeSource } from "./worktree.ts";

/**
 * Commits of the repository that keeps an experiment. Packages that the experiment may import are installed from the
 * nearest lockfile of pnpm or npm above it, without running any script of theirs; where there is none, none are.
 *
 * @param experiment From the top of the repository.
 */
export function ownSource(repository: string, experiment: string): CodeSource {
  return {
    called: "--checkout",
    repository,
    prepare: async ({ commit, folder: top }, signal) => {
      const lock = lockedAbove(top, experiment);
      if (lock === null) return;
      // Evenkeel's own workspace, in which the checkout lies, is none of its business.
      const isAlone = lock.program === "pnpm" && !existsSync(join(lock.folder, "pnpm-workspace.yaml"));
      const args = ["--ignore-scripts", ...(isAlone ? ["--ignore-workspace"] : [])];
      await installPackages({ commit, folder: lock.folder }, { program: lock.program, args }, signal);
    },
  };
}

const lockfiles = [
  ["pnpm-lock.yaml", "pnpm"],
  ["package-lock.json", "npm"],
] as const;

/** In the experiment's folder or above, up to the top. */
function lockedAbove(top: string, experiment: string) {
  for (let within = dirname(experiment); ; within = dirname(within)) {
    const folder = join(top, within);
    const found = lockfiles.find(([name]) => existsSync(join(folder, name)));
    if (found !== undefined) return { folder, program: found[1] };
    if (within === ".") return null;
  }
}
