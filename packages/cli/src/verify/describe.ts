import type { CheckName, Difference, Finding, NotRecomputed, WhyUnproved } from "@evenkeel/analysis";
import { foreignText } from "@evenkeel/core";
import { runFile } from "@evenkeel/run-folder";
import pc from "picocolors";
import { numbers, textTable } from "../table.ts";
import { isSound, type Verification } from "./verify-folder.ts";

/** What each check compares. */
const meanings: Readonly<Record<CheckName, string>> = {
  manifest: "files, with manifest.sha256",
  run: `facts that ${runFile} says twice`,
  plan: "cells planned and settled, with the experiment and each other",
  measurements: "measurements, with what the raw samples give",
  samples: "cells' samples, with the run and each other",
  limits: "limits, with the samples and the experiment's budget",
  claims: "claims, with what cells and samples give",
  "starting points": "weights, batch orders and network sizes, with what seeds and layers give",
  environment: "facts of the machine that follow from others",
  page: "numbers of index.html, with the page that the folder gives",
};

const reasons: Readonly<Record<WhyUnproved, string>> = {
  "no-samples": "have no raw samples: they were read off a process or a machine once",
  "older-schema": "cannot be computed again: the samples of that older schema do not hold what they came from",
  "not-kept": "cannot be computed again: what they came from is not in the folder",
  "other-edition":
    "are not on the page of today: another edition rendered index.html, which is compared by its numbers alone",
};

/** What was found, for people: a line a check, what cannot be computed again, and a line a difference. */
export function describeVerification(verification: Verification): string {
  const { findings } = verification;
  const parts = [
    textTable(["check", ...numbers("compared", "different"), "what"], findings.map(row)),
    unprovedLines(findings).join("\n"),
    findings.flatMap(({ differences }) => differences.map(differenceLine)).join("\n"),
    closing(verification),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function row({ check, checked, differences }: Finding) {
  const different = String(differences.length);
  return [
    check,
    String(checked),
    differences.length === 0 ? different : { text: different, colour: pc.red },
    meanings[check],
  ];
}

/** `27 numbers have no raw samples: …: load.coldStartMs (27)`. */
function unprovedLines(findings: readonly Finding[]): string[] {
  const all = findings
    .flatMap(({ unproved }) => unproved)
    .filter(({ count, why }) => count > 0 || why === "other-edition");
  return [...Map.groupBy(all, ({ why }) => why)].map(([why, alike]) => {
    const count = alike.reduce((sum, one) => sum + one.count, 0);
    return `${count} number${count === 1 ? "" : "s"} ${reasons[why]}: ${alike.map(kindText).join(", ")}`;
  });
}

function kindText({ what, count }: NotRecomputed): string {
  return `${foreignText(what)} (${count})`;
}

/** `different: run.json: cells["…"].measurements["train.stepMs"].value: expected 1.5; got 1.2`. */
function differenceLine({ file, path, expected, got }: Difference): string {
  const where = [file, path].filter((part) => part !== "").map((part) => foreignText(part));
  return `${pc.red("different")}: ${where.join(": ")}: expected ${foreignText(expected)}; got ${foreignText(got)}`;
}

function closing(verification: Verification): string {
  const { findings } = verification;
  const checked = findings.reduce((sum, finding) => sum + finding.checked, 0);
  if (isSound(verification)) return pc.green(`No difference in ${checked} comparisons.`);
  const different = findings.reduce((sum, { differences }) => sum + differences.length, 0);
  return pc.red(`${different} of ${checked} comparisons differ: this folder is not what its run left.`);
}

/** The same for other tools. */
export function verificationDocument(verification: Verification) {
  const { folder, run, version, findings } = verification;
  return { folder, runId: run?.runId ?? null, schemaVersion: version, sound: isSound(verification), checks: findings };
}
