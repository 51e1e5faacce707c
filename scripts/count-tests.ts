/**
 * Adds up the tests of every package from the JSON files that vitest leaves, and prints the closing line of `.ci/run`.
 * With `--set-up`, which says that everything is there that tests use, a test that was skipped without need is an
 * error, too.
 */
import { globSync, readFileSync } from "node:fs";

interface Result {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Test files some of whose tests a machine may skip. */
const maySkip: readonly RegExp[] = [
  // Without an NVIDIA GPU.
  /backend-onnx\/test\/cuda\.test\.ts$/,
  /backend-tfjs\/test\/node-gpu\.test\.ts$/,
  /backend-python\/test\/(torch|keras)-cuda\.test\.ts$/,
  // Root may write everywhere.
  /run-folder\/test\/unwritable\.test\.ts$/,
  // The whole of a workflow takes minutes: with EVENKEEL_ACT=whole alone.
  /scripts\/test\/workflows\/(pull-request|nightly)\.test\.ts$/,
  // That a suite is skipped is what it shows.
  /conformance\/test\/partial-backend\.test\.ts$/,
];

/** Of these files a software adapter is shown a part of the gate, unless `EVENKEEL_CONFORMANCE` is `whole`. */
const gateInPart = /backend-\w+\/test\/webgpu\.test\.ts$/;

const results = globSync("{packages/*,scripts}/.vitest/results.json").map(
  (file) => JSON.parse(readFileSync(file, "utf8")) as Result,
);
const sum = (count: (result: Result) => number): number => results.reduce((total, result) => total + count(result), 0);
const passed = sum(({ numPassedTests }) => numPassedTests);
const failed = sum(({ numFailedTests }) => numFailedTests);
const skipped = sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests);

const needless = results
  .flatMap(({ testResults }) => testResults)
  .filter(({ name }) => !maySkip.some((pattern) => pattern.test(name)))
  .flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== "passed" && status !== "failed")
      .filter(
        ({ fullName }) => !(gateInPart.test(name) && fullName.includes(" conforms gate ") && hasGate(assertionResults)),
      )
      .map(({ fullName }) => `${name}: ${fullName}`),
  );
/** Whether any of the gate ran: without an adapter none does. */
function hasGate(tests: readonly { readonly status: string; readonly fullName: string }[]): boolean {
  return tests.some(({ status, fullName }) => status === "passed" && fullName.includes(" conforms gate "));
}

const unwanted = process.argv.includes("--set-up") ? needless : [];
for (const test of unwanted) process.stdout.write(`skipped without need: ${test}\n`);

process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed > 0 || passed === 0 || unwanted.length > 0 ? 1 : 0;
