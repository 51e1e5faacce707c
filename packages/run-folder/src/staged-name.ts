import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRunning } from "@evenkeel/core/is-running";
import { takeLock } from "./lock.ts";
import { lockFile } from "./paths.ts";

/** Also matches `.<run id>.staged-<pid>`, as earlier versions named them. */
const staged = /^\.(?:.+\.)?staged-(?:[0-9a-f]{8}-)?(?<pid>\d+)$/;

/** What a run folder is called while it is made, a new name each time; short, whatever the run is called. */
export function stagedName(pid: number): string {
  return `.staged-${randomBytes(4).toString("hex")}-${pid}`;
}

/** Removes half-made run folders whose process is gone. One whose lock is held, here or elsewhere, stays. */
export async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = staged.exec(name)?.groups?.["pid"];
    if (pid === undefined || isRunning(Number(pid)) || isLocked(join(parent, name, lockFile))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    takeLock(file)();
    return false;
  } catch {
    return true;
  }
}
