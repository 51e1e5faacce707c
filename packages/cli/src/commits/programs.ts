import { join } from "node:path";
import { projectRoot } from "../project.ts";
import { pnpmCommand } from "./pnpm-command.ts";
import type { Turn } from "./take-turns.ts";
import type { Worktree } from "./worktree.ts";

type Started = Pick<Turn, "program" | "cwd">;

/** Evenkeel of a checkout of its own, as a user of it types it. */
export function evenkeelOf({ folder }: Worktree): Started {
  return { program: [...pnpmCommand(), "--silent", "evenkeel"], cwd: folder };
}

/** Evenkeel as it stands here, for what lies in a folder. */
export function evenkeelHere(folder: string): Started {
  return { program: [process.execPath, join(projectRoot, "packages/cli/evenkeel.js")], cwd: folder };
}
