import type { Run } from "@evenkeel/run-folder";
import { gitIn } from "../commits/git.ts";
import { projectRoot } from "../project.ts";

/**
 * Why files of this checkout need not be those that a run used, in words; null where git says that they are the same:
 * the run's commit is here, its checkout had no changes, and neither a file that it holds nor a new one differs today.
 */
export async function changedSince(
  paths: readonly string[],
  { runId, environment }: Run,
  root: string = projectRoot,
): Promise<string | null> {
  const { evenkeelCommit: commit, dirty } = environment;
  if (commit === null || dirty === null) return `run ${runId} does not say of which commit its code was`;
  if (dirty) return `the checkout of run ${runId} had changes that no commit holds`;
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return `run ${runId} names no commit`;
  const short = commit.slice(0, 8);
  const known = await gitIn(root, ["cat-file", "-e", `${commit}^{commit}`]);
  if (known.failed) return `commit ${short} of run ${runId} is not in this checkout`;
  const changed = await gitIn(root, ["diff", "--name-only", "--no-ext-diff", commit, "--", ...paths]);
  const added = await gitIn(root, ["ls-files", "--others", "--exclude-standard", "--", ...paths]);
  if (changed.failed || added.failed) return `git cannot compare with commit ${short}`;
  const [first, ...others] = `${changed.stdout}\n${added.stdout}`.split("\n").filter((line) => line !== "");
  if (first === undefined) return null;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `changed since commit ${short} of run ${runId}: ${first}${more}`;
}
