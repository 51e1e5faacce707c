import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** A clone of a checkout, with commits and packages of its own. */
export interface Checkout {
  readonly folder: string;
  /** Writes files and commits them; gives the commit's hash. */
  commit(message: string, edit: (read: Read) => Promise<Readonly<Record<string, string>>>): Promise<string>;
  /** `evenkeel` of the checkout. Gives its exit code and what it printed. */
  evenkeel(...args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string }>;
}

type Read = (path: string) => Promise<string>;

/** Clones what is committed in `from` to `folder`, which must not be there, and installs its packages. */
export async function clone(from: string, folder: string): Promise<Checkout> {
  const git = async (...args: string[]) => (await execa("git", ["-C", folder, ...args])).stdout.trim();
  await execa("git", ["clone", "--quiet", "--", from, folder]);
  await git("config", "user.name", "evenkeel");
  await git("config", "user.email", "evenkeel@localhost");
  await execa("npx", ["-y", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline", "--reporter=silent"], {
    cwd: folder,
    env: { CI: "true" },
  });
  return {
    folder,
    commit: async (message, edit) => {
      const files = await edit((path) => readFile(join(folder, path), "utf8"));
      for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
      await git("add", "--all");
      await git("commit", "--quiet", "--message", message);
      return git("rev-parse", "HEAD");
    },
    evenkeel: async (...args) => {
      const { exitCode, stdout, failed, shortMessage } = await execa(
        "npx",
        ["-y", "pnpm@12", "--silent", "evenkeel", ...args],
        { cwd: folder, reject: false, stdin: "ignore", stderr: "inherit" },
      );
      if (exitCode === undefined) throw new Error(failed ? shortMessage : "no exit code");
      return { code: exitCode, stdout };
    },
  };
}
