import { expect, test } from "vitest";
import { issueMarker, issueText, issueTitle, type ConfirmedChange } from "../../src/confirm/issue-text.ts";

const change: ConfirmedChange = {
  series: "0123456789abcdef",
  backend: "onnx-cpu",
  subject: "lenet-5 · train.stepMs · 1 thread",
  machine: "bench-1",
  measurement: "train.stepMs",
  unit: "ms",
  better: "lower",
  worse: true,
  proposed: 0.16,
  confirmation: { state: "confirmed", effect: 0.152, low: 0.14, high: 0.165, p: 0.0078, rounds: 8 },
  good: "a".repeat(40),
  suspect: "b".repeat(40),
  of: null,
  bisection: { firstBad: "b".repeat(40), candidates: ["b".repeat(40)], steps: [] },
  upgrades: ["onnxruntime-node 1.29.0 → 1.30.0"],
  command: "npx -y pnpm@12 evenkeel history confirm 91b3",
};

test("an issue says what was found and how it is found again", () => {
  expect(issueTitle(change)).toBe("Regression: onnx-cpu, lenet-5 · train.stepMs · 1 thread: +15.2%");
  expect(issueText(change)).toMatchInlineSnapshot(`
    "<!-- evenkeel-history: 0123456789abcdef bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb -->
    \`onnx-cpu\`, \`lenet-5 · train.stepMs · 1 thread\`, on \`bench-1\`:

    - the history proposed +16.0% between \`aaaaaaaaaaaa\` and \`bbbbbbbbbbbb\`
    - a rerun of both side by side, 8 rounds: +15.2% (95% interval +14.0% to +16.5%), p 0.0078
    - libraries that changed: \`onnxruntime-node 1.29.0 → 1.30.0\`
    - first bad commit: \`bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\` (0 tested)

    Made again by:

        npx -y pnpm@12 evenkeel history confirm 91b3
    "
  `);
});

test("names of a run end no line, no code and no comment of it", () => {
  const hostile = { ...change, machine: "x`\n# <!-- y --> `" };
  const text = issueText(hostile);
  expect(text.split("\n").filter((line) => line.startsWith("# "))).toEqual([]);
  expect(text).toContain("on `x' # <!-- y --> '`:");
});

test("the marker finds the issue of the same change again", () => {
  expect(issueText(change)).toContain(issueMarker(change));
});

test("commits of Evenkeel under another project's history are said to be Evenkeel's", () => {
  expect(issueText({ ...change, of: "Evenkeel" })).toContain("between `aaaaaaaaaaaa` and `bbbbbbbbbbbb` of Evenkeel\n");
});
