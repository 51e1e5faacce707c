import { RunFolderError, type Environment } from "@evenkeel/core";
import { whatDiffers } from "@evenkeel/run-folder";
import { olderFingerprintOf } from "./machine/fingerprint.ts";

/** Throws `RunFolderError` where a run that began on one machine would go on on another. */
export function refuseOtherMachine(folder: string, recorded: Environment, now: Environment): void {
  if (isSameMachine(recorded, now)) return;
  const differences = whatDiffers(recorded, now);
  throw new RunFolderError("the run began on another machine, and times of two machines do not compare", {
    where: folder,
    expected: `fingerprint ${recorded.fingerprint} (${recorded.cpu})`,
    got: `${now.fingerprint} (${now.cpu}${differences.length === 0 ? "" : `; then and now: ${differences.join("; ")}`})`,
    remedy: "go on there, or begin a new run",
  });
}

/** A run that does not keep the machine's parts is held against this machine by the rule of its time. */
function isSameMachine(recorded: Environment, now: Environment): boolean {
  if (recorded.fingerprint === now.fingerprint) return true;
  if (recorded.machine !== undefined || now.machine === undefined) return false;
  const { cpu, cores, memoryBytes, machine } = now;
  return recorded.fingerprint === olderFingerprintOf({ ...machine, cpu, cores, memoryBytes });
}
