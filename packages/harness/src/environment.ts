import { existsSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import os from "node:os";
import { join } from "node:path";
import type { Environment } from "@evenkeel/core";
import { execa } from "execa";
import { z } from "zod";
import { fingerprintOf } from "./machine/fingerprint.ts";
import { machineIdentity } from "./machine/machine-identity.ts";
import { machineLimits, memoryWithin, usableCores } from "./machine/machine-limits.ts";

/**
 * The machine and the code that runs on it. `checkout` is a folder of the git checkout; without git or outside of one,
 * commit and dirty are null. Never rejects.
 */
export async function collectEnvironment(checkout: string = import.meta.dirname): Promise<Environment> {
  const cpu = os.cpus()[0]?.model.trim() ?? "unknown";
  const limits = machineLimits();
  const usable = { cpu, cores: usableCores(), memoryBytes: memoryWithin(limits) };
  const machine = await machineIdentity(usable);
  return {
    fingerprint: fingerprintOf(machine),
    machine,
    ...usable,
    machineLimits: limits,
    operatingSystem: `${os.type()} ${os.release()} ${process.arch}`,
    node: process.version,
    ...(await codeState(checkout)),
    loadAverage: process.platform === "win32" ? null : (os.loadavg()[0] ?? null),
    packages: { execa: versionOf("execa"), tinybench: versionOf("tinybench"), zod: versionOf("zod") },
  };
}

type CodeState = Pick<Environment, "evenkeelCommit" | "dirty">;
const bundledSchema = z.object({ evenkeelCommit: z.string().nullable(), dirty: z.boolean().nullable() });

/** Of a checkout by git, of an unpacked bundle by what it says of itself. */
async function codeState(folder: string): Promise<CodeState> {
  const file = join(folder, "bundle.json");
  if (!existsSync(file)) return gitState(folder);
  try {
    return bundledSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { evenkeelCommit: null, dirty: null };
  }
}

async function gitState(checkout: string): Promise<CodeState> {
  const git = async (...args: string[]) => {
    const { stdout, failed } = await execa("git", ["-C", checkout, ...args], { reject: false, timeout: 10_000 });
    return failed ? null : stdout;
  };
  const commit = await git("rev-parse", "HEAD");
  const changes = commit === null ? null : await git("status", "--porcelain");
  return { evenkeelCommit: commit, dirty: changes === null ? null : changes !== "" };
}

/** The installed version of a library that the harness itself uses. */
function versionOf(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  const manifest = file === undefined ? {} : (JSON.parse(readFileSync(file, "utf8")) as { version?: string });
  return manifest.version ?? "unknown";
}
