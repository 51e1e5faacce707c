import { Findings, type Finding, type Run } from "@evenkeel/analysis";
import { coresWithin, fingerprintOf, memoryWithin } from "@evenkeel/harness";
import { runFile } from "@evenkeel/run-folder";

/** Node's `process.platform` by the system's own name. */
const platforms: Readonly<Record<string, string>> = { Linux: "linux", Darwin: "darwin", Windows_NT: "win32" };

/** What the environment says twice: the machine's identity, and what of its hardware the run could use. */
export function verifyEnvironment({ environment }: Run): Finding {
  const found = new Findings("environment");
  const { cpu, cores, memoryBytes, operatingSystem, machineLimits, fingerprint, machineLoad } = environment;
  const place = (field: string) => ({ file: runFile, path: `environment.${field}` });
  const [system = "", ...rest] = operatingSystem.split(" ");
  const [platform, arch] = [platforms[system], rest.at(-1)];
  if (platform === undefined || arch === undefined) found.unproved("the machine's fingerprint", "not-kept");
  else found.compare(place("fingerprint"), fingerprintOf({ cpu, cores, memoryBytes, platform, arch }), fingerprint);
  if (machineLimits !== undefined) {
    found.compare(place("memoryBytes"), memoryWithin(machineLimits), memoryBytes);
    const most = coresWithin(machineLimits);
    if (cores <= most) found.well(1);
    else found.differs({ ...place("cores"), expected: `at most ${most}`, got: String(cores) });
  }
  if (machineLoad !== undefined) found.unproved("readings of the machine's load", "no-samples");
  return found.finding();
}
