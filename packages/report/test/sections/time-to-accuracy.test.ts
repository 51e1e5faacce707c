import { timesToAccuracyOf, type RunData } from "@evenkeel/analysis";
import { madeUpRun, trainedTo } from "@evenkeel/analysis/fixture";
import { describe, expect, it } from "vitest";
import { html } from "../../src/exporters/html.ts";
import { headlineLines } from "../../src/sections/results/headline.ts";
import { sentenceOf, wordsOf } from "../../src/sections/time-to-accuracy/words.ts";
import { timeToAccuracy } from "../../src/sections/time-to-accuracy/view.ts";
import { seriesOf } from "../../src/series.ts";

const target = 0.85;

/** Of onnx-cpu, seed by seed from 1, these accuracies after each of at most three epochs; onnx-wasm always at once. */
function runOf(...seeds: readonly (readonly number[])[]): RunData {
  const data = madeUpRun({
    models: ["lenet-5"],
    backends: ["onnx-cpu", "onnx-wasm"],
    tasks: ["time-to-accuracy"],
    epochs: 3,
    seeds: seeds.map((_, index) => index + 1),
  });
  for (const cell of data.run.cells) {
    const accuracies = cell.backend === "onnx-cpu" ? (seeds[cell.seed - 1] ?? []) : [0.9];
    data.samples.timeToAccuracy.set(cell.id, trainedTo(cell, target, accuracies, 3));
  }
  return data;
}

const reached = [0.5, 0.86];
const missed = [0.5, 0.7, 0.8];
const cut = [0.5];

interface View {
  readonly words: readonly string[];
  readonly workloads: readonly {
    readonly sentence: string;
    readonly chart: { readonly svg: string } | null;
    readonly table: {
      readonly rows: readonly { readonly head: string; readonly cells: readonly { text: string }[] }[];
    };
  }[];
}

function viewOf(data: RunData): View {
  const view = timeToAccuracy.view({ data, series: seriesOf(data.run), gates: null });
  if (view === null) throw new Error("no section");
  return view as View;
}

const rowsOf = (data: RunData) =>
  viewOf(data).workloads[0]?.table.rows.map(({ head, cells }) => [head, ...cells.map(({ text }) => text)]);

const timesOf = (data: RunData) => {
  const [times] = timesToAccuracyOf(data);
  if (times === undefined) throw new Error("no times");
  return times;
};

describe("the section on time to accuracy", () => {
  it("tells how many reached the target, and medians with misses counted as later than all", () => {
    const rows = rowsOf(runOf(reached, missed, reached, reached, reached, cut));
    expect(rows?.[0]?.slice(2, 4)).toEqual(["4 of 5; 1 cut short by the budget", "2.00 (2.00\u2060–\u2060missed)"]);
    expect(rows?.[1]?.slice(2, 4)).toEqual(["6 of 6", "1.00 (1.00\u2060–\u20601.00)"]);
    const most = rowsOf(runOf(reached, missed, missed));
    expect(most?.[0]?.[3]).toBe("half or more missed (2.00\u2060–\u2060missed)");
  });

  it("says so in words where nobody reached it, and where only some did", () => {
    const [some] = viewOf(runOf(reached, missed)).workloads;
    expect(some?.sentence).toBe("Every training of onnx-wasm reached 85%. onnx-cpu reached 85% in 1 of 2 trainings.");
    const data = runOf(missed, missed);
    for (const cell of data.run.cells) data.samples.timeToAccuracy.set(cell.id, trainedTo(cell, target, missed, 3));
    expect(sentenceOf(timesOf(data))).toBe(
      "Nobody reached 85% in 3 epochs: the best evaluation of any training was 80.00%.",
    );
    const none = ["0 of 2", "not reached", "not reached"];
    expect(rowsOf(data)?.map((row) => row.slice(2))).toEqual([none, none]);
    for (const cell of data.run.cells) data.samples.timeToAccuracy.set(cell.id, trainedTo(cell, target, [], 3));
    expect(sentenceOf(timesOf(data))).toMatch(/^No training was finished/);
    expect(viewOf(data).workloads[0]?.chart).toBeNull();
  });

  it("says what fewer than six seeds cannot show", () => {
    const times = [timesOf(runOf(reached))];
    expect(wordsOf(times, 5).at(-1)).toMatch(/^5 seeds: too few to say which backend gets there sooner/);
    expect(wordsOf(times, 1).at(-1)).toMatch(/^1 seed: too few/);
    expect(wordsOf(times, 6).at(-1)).toMatch(/^6 seeds, the same for every backend/);
  });

  it("draws a line a seed with the target, and marks how each ended", () => {
    const svg = viewOf(runOf(reached, missed, cut)).workloads[0]?.chart?.svg ?? "";
    expect(svg.match(/stroke-dasharray="6 4"/g)).toHaveLength(1);
    // Three of onnx-cpu have two, three and one evaluations; those of one evaluation are marks alone.
    expect(svg).toContain("test accuracy (%)");
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it("is drawn with a single seed that missed, on a whole page", () => {
    const data = runOf(missed);
    const [section = ""] = /<section id="time-to-accuracy".*?<\/section>/s.exec(html(data)) ?? [];
    expect(section).toContain("Each training of lenet-5");
    expect(section).not.toMatch(/NaN|undefined|Infinity/);
    expect(html(madeUpRun())).not.toContain('id="time-to-accuracy"');
  });

  it("is a line of the first screen and in the terminal", () => {
    expect(headlineLines(runOf(reached, missed, cut)).join("\n")).toMatch(
      /^Time to 85%, lenet-5: not ranked, onnx-cpu 1 of 2; 1 cut short by the budget; onnx-wasm 3 of 3, median 1\.00 epochs, [\d.]+ s$/m,
    );
  });
});
