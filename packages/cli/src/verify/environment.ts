import { Findings, type Finding, type Run } from "@evenkeel/analysis";
import type { Environment } from "@evenkeel/core";
import { coresWithin, fingerprintOf, memoryClassOf, memoryWithin, olderFingerprintOf } from "@evenkeel/harness";
import { roundRecordsOf, runFile } from "@evenkeel/run-folder";

/** Node's `process.platform` by the system's own name. */
const platforms: Readonly<Record<string, string>> = { Linux: "linux", Darwin: "darwin", Windows_NT: "win32" };

/**
 * What the environment says twice: the machine's identity, and what of its hardware the run could use; and how it fared
 * over each round, again from the round's cells.
 */
export function verifyEnvironment(run: Run): Finding {
  const { environment, rounds, referenceKernel } = run;
  const found = new Findings("environment");
  const { cores, memoryBytes, machineLimits, machineLoad } = environment;
  verifyFingerprint(found, environment);
  if (machineLimits !== undefined) {
    found.compare(place("memoryBytes"), memoryWithin(machineLimits), memoryBytes);
    const most = coresWithin(machineLimits);
    if (cores <= most) found.well(1);
    else found.differs({ ...place("cores"), expected: `at most ${most}`, got: String(cores) });
  }
  if (rounds !== undefined) {
    const expected = roundRecordsOf(run);
    for (let index = 0; index < Math.max(rounds.length, expected.length); index += 1) {
      found.compare({ file: runFile, path: `rounds[${index}]` }, expected[index], rounds[index]);
    }
  }
  if (machineLoad !== undefined) found.unproved("readings of the machine's load", "no-samples");
  if (referenceKernel !== undefined) found.unproved("times of the reference kernel", "no-samples");
  return found.finding();
}

function place(field: string) {
  return { file: runFile, path: `environment.${field}` };
}

/** From the machine's parts, which the environment says elsewhere, too; of older runs by the rule of their time. */
function verifyFingerprint(found: Findings, environment: Environment): void {
  const { cpu, cores, memoryBytes, operatingSystem, fingerprint, machine } = environment;
  const [system = "", ...rest] = operatingSystem.split(" ");
  const [platform, arch] = [platforms[system], rest.at(-1)];
  if (machine !== undefined) {
    found.compare(place("fingerprint"), fingerprintOf(machine), fingerprint);
    found.compare(place("machine.cpu"), cpu, machine.cpu);
    found.compare(place("machine.cores"), cores, machine.cores);
    found.compare(place("machine.memoryClassGiB"), memoryClassOf(memoryBytes), machine.memoryClassGiB);
    found.compare(place("machine.platform"), platform ?? machine.platform, machine.platform);
    found.compare(place("machine.arch"), arch ?? machine.arch, machine.arch);
  } else if (platform === undefined || arch === undefined) {
    found.unproved("the machine's fingerprint", "not-kept");
  } else {
    found.compare(place("fingerprint"), olderFingerprintOf({ cpu, cores, memoryBytes, platform, arch }), fingerprint);
  }
}
