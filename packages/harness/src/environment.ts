import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import os from "node:os";
import { resolve } from "node:path";
import type { Environment } from "@evenkeel/core";
import { evenkeelState } from "./code-state.ts";
import { fingerprintOf } from "./machine/fingerprint.ts";
import { machineIdentity } from "./machine/machine-identity.ts";
import { machineLimits, memoryWithin, usableCores } from "./machine/machine-limits.ts";

/**
 * The machine and the code that runs on it. `root` is the root of a git checkout of Evenkeel; without git or outside of
 * one, commit and dirty are null. Never rejects.
 */
export async function collectEnvironment(
  root: string = resolve(import.meta.dirname, "../../.."),
): Promise<Environment> {
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
    ...(await evenkeelState(root)),
    loadAverage: process.platform === "win32" ? null : (os.loadavg()[0] ?? null),
    packages: { execa: versionOf("execa"), tinybench: versionOf("tinybench"), zod: versionOf("zod") },
  };
}

/** The installed version of a library that the harness itself uses. */
function versionOf(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  const manifest = file === undefined ? {} : (JSON.parse(readFileSync(file, "utf8")) as { version?: string });
  return manifest.version ?? "unknown";
}
