import { Findings, type Finding, type Run } from "@evenkeel/analysis";
import { coresWithin, fingerprintOf, memoryWithin } from "@evenkeel/harness";
import { roundRecordsOf, runFile } from "@evenkeel/run-folder";

/** Node's `process.platform` by the system's own name. */
const platforms: Readonly<Record<string, string>> = { Linux: "linux", Darwin: "darwin", Windows_NT: "win32" };

/**
 * What the environment says twice: the machine's identity, and what of its hardware the run could use; and how it fared
 * over each round, again from the round's cells.
 */
export function verifyEnvironment(run: Run): Finding {
  const { environment, rounds } = run;
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
  if (rounds !== undefined) {
    const expected = roundRecordsOf(run);
    for (let index = 0; index < Math.max(rounds.length, expected.length); index += 1) {
      found.compare({ file: runFile, path: `rounds[${index}]` }, expected[index], rounds[index]);
    }
  }
  if (machineLoad !== undefined) found.unproved("readings of the machine's load", "no-samples");
  return found.finding();
}
