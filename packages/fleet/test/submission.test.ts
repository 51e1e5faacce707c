import { describe, expect, it } from "vitest";
import { decodeSubmission, encodeSubmission, largestSubmissionBytes } from "../src/job/submission.ts";
import { submission } from "./fixture/played-worker.ts";

const { experiment } = submission();
const [workload] = experiment.workloads;

describe("a submission", () => {
  it("comes back as it was sent", () => {
    const sent = submission({ machine: "lab-1", changes: ["--backend", "--max-rounds"] });
    expect(decodeSubmission(encodeSubmission(sent))).toEqual({ version: 1, ...sent });
  });

  it.each(["folder:/home/me/pets", "idx:mine", "cifar:/data"])("of data of one's own is refused: %s", (dataset) => {
    const own = { ...experiment, workloads: [{ ...workload, dataset } as (typeof experiment.workloads)[number]] };
    expect(() => encodeSubmission(submission({ experiment: own }))).toThrow(/dataset of tiny: data of your own is on/);
    const forged = JSON.stringify({ version: 1, ...submission({ experiment: own }) });
    expect(() => decodeSubmission(forged)).toThrow(/not an experiment; .*expected published datasets/);
  });

  it("with the URL of a database in its command is refused: it may hold a password", () => {
    const command = ["pnpm", "evenkeel", "run", "--queue=postgres://me:secret@host/db"];
    expect(() => encodeSubmission(submission({ command }))).toThrow(/command\.3: expected no URL/);
    expect(() => encodeSubmission(submission({ command }))).not.toThrow(/secret/);
  });

  it("that is too large is refused before it is sent, and before it is read", () => {
    const large = { ...experiment, description: "x".repeat(largestSubmissionBytes) };
    expect(() => encodeSubmission(submission({ experiment: large }))).toThrow(
      /too large for a queue; expected at most/,
    );
    expect(() => decodeSubmission("[".repeat(largestSubmissionBytes + 1))).toThrow(/too large/);
  });

  it.each([
    ["no JSON", "{"],
    ["null", "null"],
    ["a later version", JSON.stringify({ version: 2, ...submission() })],
    ["an unknown field", JSON.stringify({ version: 1, ...submission(), run: "rm" })],
    ["a flag that is none", JSON.stringify({ version: 1, ...submission(), changes: ["; rm -rf /"] })],
    [
      "an experiment whose name is a path",
      JSON.stringify({ version: 1, ...submission(), experiment: { ...experiment, name: "../x" } }),
    ],
    ["no experiment", JSON.stringify({ version: 1, ...submission(), experiment: 3 })],
  ])("of a stranger is refused: %s", (_, text) => {
    expect(() => decodeSubmission(text)).toThrow(/^the job in the queue: not an experiment/);
  });
});
