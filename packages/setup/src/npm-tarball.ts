import { join } from "node:path";
import { BackendError } from "@evenkeel/core";
import { run } from "./command.ts";

export interface NpmPackage {
  readonly package: string;
  readonly version: string;
}

/** Fetches a package's archive into `folder` from the registry that npm is set to, or out of npm's cache. */
export async function fetchTarball(pinned: NpmPackage, folder: string, signal: AbortSignal): Promise<string> {
  const { package: name, version } = pinned;
  await requireNpm(signal);
  const lines: string[] = [];
  const asked = ["pack", `${name}@${version}`, "--pack-destination", folder];
  try {
    await run("npm", [...asked, "--ignore-scripts", "--loglevel", "error"], {
      signal,
      onLine: (line) => lines.push(line),
    });
  } catch (cause) {
    const reason = npmReason(lines);
    throw reason === null ? cause : new BackendError(reason, { cause });
  }
  return join(folder, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
}

/** npm's own sentence about what went wrong: its first lines are codes, its last is where the log lies. */
export function npmReason(lines: readonly string[]): string | null {
  const errors = lines.flatMap((line) => /^npm (?:error|ERR!) (?<text>.+)/.exec(line)?.groups?.["text"] ?? []);
  return errors.find((text) => !/^(?:code|syscall|errno) /.test(text)) ?? null;
}

async function requireNpm(signal: AbortSignal): Promise<void> {
  const version = await run("npm", ["--version"], { signal }).catch(() => null);
  signal.throwIfAborted();
  if (version === null) {
    throw new BackendError("no npm on the PATH to fetch it with", { remedy: "install Node with its npm (nodejs.org)" });
  }
}
