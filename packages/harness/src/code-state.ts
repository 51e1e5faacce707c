import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { experimentRepositorySchema, type Environment, type ExperimentRepository } from "@evenkeel/core";
import { execa } from "execa";
import { z } from "zod";

type CodeState = Pick<Environment, "evenkeelCommit" | "dirty" | "evenkeelVersion">;

const stateSchema = z.object({ evenkeelCommit: z.string().nullable(), dirty: z.boolean().nullable() });
const manifestSchema = z.object({ name: z.literal("evenkeel"), version: z.string() });

/**
 * Evenkeel's own code at a root: its version, and its commit, of a checkout by git, of an unpacked bundle as it says.
 * Where it was unpacked into the work tree of something else, that one's commit is not its own. Never rejects.
 */
export async function evenkeelState(root: string): Promise<CodeState> {
  const version = fileOf(join(root, "package.json"), manifestSchema)?.version;
  return { ...(await commitState(root)), ...(version !== undefined && { evenkeelVersion: version }) };
}

async function commitState(root: string): Promise<Pick<CodeState, "evenkeelCommit" | "dirty">> {
  const none = { evenkeelCommit: null, dirty: null };
  const bundle = join(root, "bundle.json");
  if (existsSync(bundle)) return fileOf(bundle, stateSchema) ?? none;
  const top = await topOf(root);
  if (top === null || !isSameFolder(top, root)) return none;
  const commit = await gitSays(root, "rev-parse", "--verify", "HEAD");
  const changes = commit === null ? null : await gitSays(root, "status", "--porcelain");
  return { evenkeelCommit: commit, dirty: changes === null ? null : changes !== "" };
}

/** A git work tree, and a file in it. */
export interface WorkTree {
  /** Its folder, absolute. */
  readonly top: string;
  /** The file, relative to that, its names joined by slashes. */
  readonly path: string;
}

/** The git work tree that a file lies in; null outside of one, and in that of Evenkeel at `root`. Never rejects. */
export async function ownWorkTree(file: string, root: string): Promise<WorkTree | null> {
  const folder = dirname(file);
  const top = await topOf(folder);
  if (top === null || isSameFolder(top, root)) return null;
  const prefix = await gitSays(folder, "rev-parse", "--show-prefix");
  return prefix === null ? null : { top, path: `${prefix}${basename(file)}` };
}

/**
 * The commit of the repository of one's own that an experiment's file lies in; undefined where it lies in none, or in
 * one without a commit. Files that git does not follow are no change, but for the experiment's own. Never rejects.
 */
export async function repositoryState(file: string, root: string): Promise<ExperimentRepository | undefined> {
  const tree = await ownWorkTree(file, root);
  if (tree === null) return undefined;
  const commit = await gitSays(tree.top, "rev-parse", "--verify", "HEAD");
  const followed = await gitSays(tree.top, "ls-files", "--error-unmatch", "--", `:(literal)${tree.path}`);
  const changes = await gitSays(tree.top, "status", "--porcelain", "--untracked-files=no");
  const dirty = followed === null || changes !== "";
  return experimentRepositorySchema.safeParse({ commit, dirty, experiment: tree.path }).data;
}

async function topOf(folder: string): Promise<string | null> {
  return gitSays(folder, "rev-parse", "--show-toplevel");
}

async function gitSays(folder: string, ...args: string[]): Promise<string | null> {
  const { stdout, failed } = await execa("git", ["-C", folder, ...args], { reject: false, timeout: 10_000 });
  return failed ? null : stdout;
}

function isSameFolder(one: string, other: string): boolean {
  try {
    return realpathSync.native(one) === realpathSync.native(other);
  } catch {
    return false;
  }
}

function fileOf<T>(file: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
