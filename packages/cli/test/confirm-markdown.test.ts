import { madeUpFinding, madeUpSeries } from "@evenkeel/history/fixture";
import { expect, it } from "vitest";
import { confirmMarkdown } from "../src/history/confirm-markdown.ts";
import type { Confirmed } from "../src/history/confirmed.ts";

const series = { ...madeUpSeries(1), backend: "a|b`c\nd" };
const finding = madeUpFinding(1);
const check = { at: 6, judged: 8, unjudged: 2, missing: 1, proposals: 2, false_alarms: null };
const confirmation = { state: "confirmed", effect: 0.148, low: 0.14, high: 0.16, p: 0.008, rounds: 8 } as const;
const bad = "b".repeat(40);

const decided: Confirmed = {
  finding,
  series,
  state: "confirmed",
  reason: null,
  confirmation,
  upgrades: [],
  change: {
    series: series.id,
    backend: series.backend,
    subject: "lenet-5",
    machine: "bench-1",
    measurement: "train.stepMs",
    unit: "ms",
    better: "lower",
    worse: true,
    proposed: 0.15,
    confirmation,
    good: "a".repeat(40),
    suspect: bad,
    bisection: { firstBad: bad, candidates: [bad], steps: [] },
    of: null,
    upgrades: [],
    command: "evenkeel history confirm",
  },
};

it("says what was decided, in cells that no name ends", () => {
  const open: Confirmed = {
    ...decided,
    state: "not-run",
    reason: "its runs | name none",
    confirmation: null,
    change: null,
  };
  const lines = confirmMarkdown([decided, open], check).split("\n");
  expect(lines.slice(0, 3)).toEqual([
    "## 1 confirmed for the worse",
    "",
    "8 series judged, 2 not judged, 1 without a value in the last night.",
  ]);
  const [first = "", second = ""] = lines.slice(6);
  expect(first).toMatch(
    /^\| `[0-9a-f]{16}` \| `a\\\|b'c d` \| `[^|]+` \| \+15\.0% \| \+14\.8% \| confirmed \| `bbbbbbbbbbbb` \|$/,
  );
  expect(second).toMatch(/ \| – \| not-run: `its runs \\\| name none` \| – \|$/);
});

it("says so where nothing is suspected, and nothing was checked", () => {
  expect(confirmMarkdown([], null)).toBe(
    "## Nothing for the worse was confirmed\n\nNothing of this machine is suspected.\n",
  );
});
