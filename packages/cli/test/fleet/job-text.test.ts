import { needsText, serving, type JobRecord, type Present } from "@evenkeel/fleet";
import { describe, expect, it } from "vitest";
import { fleetText, jobLine, stateText } from "../../src/fleet/job-text.ts";

const nowMs = Date.parse("2026-11-28T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(nowMs - 60_000 * minutes);

function job(changes: Partial<JobRecord> = {}): JobRecord {
  return {
    id: "4f2a9c31-7be6-4581-9d07-0c5be6584f2a",
    experiment: "quick",
    queue: "jobs/onnx-cpu",
    state: "waiting",
    submittedAt: minutesAgo(3),
    endedAt: null,
    good: null,
    reason: null,
    attempts: [],
    ...changes,
  };
}

const attempt: JobRecord["attempts"][number] = {
  state: "running",
  worker: "lab-1",
  fingerprint: "0123456789abcdef",
  run: "a-run",
  startedAt: minutesAgo(2),
  endedAt: null,
  cellsDone: 12,
  cellsPlanned: 32,
  reason: null,
};

const worker: Present = {
  name: "lab-1",
  fingerprint: "0123456789abcdef",
  backends: ["onnx-cpu", "onnx-wasm"],
  takesAll: true,
  since: minutesAgo(60),
  seen: minutesAgo(0),
};

const text = (jobs: readonly JobRecord[], workers: readonly Present[]) =>
  fleetText(jobs, workers, { words: { needsText, serving }, nowMs });

describe("jobs and workers", () => {
  it("are tables that say what is where", () => {
    const shown = text([job(), job({ state: "running", attempts: [attempt] })], [worker]);
    expect(shown).toMatch(/^4f2a9c31 +quick +onnx-cpu +waiting +3 min 0 s ago$/m);
    expect(shown).toMatch(/^4f2a9c31 +quick +onnx-cpu +running +lab-1 +12\/32 +3 min 0 s ago$/m);
    expect(shown).toMatch(/^lab-1 +01234567 +onnx-cpu, onnx-wasm, all +0 s ago$/m);
  });

  it("name a job on the left, also where every id is of digits alone", () => {
    const ids = ["12345678", "87654321"];
    const shown = text(
      ids.map((id) => job({ id: `${id}-7be6-4581-9d07-0c5be6584f2a` })),
      [worker],
    );
    expect(shown).toMatch(/^job {7}experiment/m);
    expect(shown).toMatch(/^12345678 {2}quick/m);
    expect(shown).toMatch(/ submitted\n.* 3 min 0 s ago$/m);
  });

  it("say of what waits that nobody takes it", () => {
    expect(text([job({ queue: "jobs/torch-cpu" })], [worker])).toMatch(/no worker that is there takes it$/m);
    expect(text([job({ state: "done", good: true })], [])).not.toMatch(/takes it/);
    expect(text([], [])).toMatch(/^no job\n\nno worker is there; one is started by: .* work --queue URL$/);
  });

  it("are called done only where all is good", () => {
    expect(stateText(job({ state: "done", good: true }))).toBe("done");
    expect(stateText(job({ state: "done", good: false }))).toBe("done, not good");
    expect(stateText(job({ state: "running", attempts: [attempt] }))).toBe("running, 12 of 32 cells on lab-1");
    expect(stateText(job({ state: "lost" }))).toBe("lost");
  });

  it("show nothing raw of what a database holds", () => {
    const hostile = job({ state: "lost", reason: "\u001B[2J\nexit 0", experiment: "a\u202Eb" });
    for (const shown of [jobLine(hostile), text([hostile], [])]) {
      // Colours of our own are there in CI.
      const plain = shown.replaceAll(new RegExp(String.raw`\u001B\[\d+m|\n`, "g"), "");
      expect(plain).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(shown).not.toMatch(/^exit/m);
    }
  });
});
