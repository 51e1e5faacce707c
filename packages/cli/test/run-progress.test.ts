import type { RunProgress } from "@evenkeel/harness";
import type { WriteStream } from "node:tty";
import { expect, it } from "vitest";
import { ProgressLine } from "../src/progress.ts";
import { showProgress } from "../src/run-progress.ts";

const atMost = 24;
const working = { kind: "working", index: 30, of: 32, id: "r8.latency.a", phase: "loading", fraction: 0 } as const;
const asked = (rounds: number, more: boolean): RunProgress => {
  const why = more ? "2 claims are open" : "every claim is decided";
  return { kind: "asked", rounds, atMost, decision: { more, why } };
};

function shown(...events: RunProgress[]): string[] {
  const lines: string[] = [];
  const stream = { isTTY: false, write: (text: string) => lines.push(text.trimEnd()) } as unknown as WriteStream;
  const line = new ProgressLine(stream);
  for (const event of events) showProgress(line, event);
  return lines;
}

it("says which round of a run until it is decided goes on, and what was answered after it", () => {
  const event: RunProgress = { ...working, rounds: { round: 8, atMost }, etaSeconds: null };
  expect(shown(event, asked(8, true), asked(9, false), asked(24, true))).toEqual([
    "cell 30 of 32 · round 8, at most 24 · r8.latency.a · loading",
    "after 8 rounds: 2 claims are open; round 9 follows, at most 24",
    "after 9 rounds: every claim is decided; no more rounds",
    "after 24 rounds: 2 claims are open; no more rounds",
  ]);
});

it("says nothing of rounds in any other run", () => {
  expect(shown({ ...working, etaSeconds: 90 })).toEqual([
    "cell 30 of 32 · r8.latency.a · loading · about 1 min 30 s left",
  ]);
});
