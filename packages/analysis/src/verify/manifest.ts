import { RunFolderError } from "@evenkeel/core";
import { indexFile, manifestDifferences, manifestFile, runFile, journalFile, type Run } from "@evenkeel/run-folder";
import { Findings, type Finding } from "./finding.ts";

/** Files that a report is made from, or is: another beside them, a README say, does no harm. */
const ofRun = new RegExp(String.raw`^(?:cells|weights|order)/|^(?:${[runFile, journalFile, indexFile].join("|")})$`);

/** Whether every file is what the manifest says. While a run goes on, or after it was killed, there is none. */
export async function verifyManifest(folder: string, state: Run["state"] | null): Promise<Finding> {
  const found = new Findings("manifest");
  try {
    const { files, differences } = await manifestDifferences(folder);
    const own = differences.filter(({ path, expected }) => expected !== null || ofRun.test(path));
    found.well(files - own.filter(({ expected }) => expected !== null).length);
    for (const { path, expected, got } of own) {
      found.differs({ file: path, path: "", expected: expected ?? "no file that the manifest does not name", got });
    }
  } catch (error) {
    if (!(error instanceof RunFolderError)) throw error;
    if (state === "running") found.unproved("files", "not-kept", 1);
    else found.differs({ file: manifestFile, path: "", expected: "the sha256 of every file", got: error.message });
  }
  return found.finding();
}
