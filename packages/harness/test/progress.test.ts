import type { Cell, CellResult } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { estimateSeconds } from "../src/progress.ts";
import { tinyCell } from "./fixtures/experiment.ts";

const cell = (task: Cell["task"], backend: string): Cell => tinyCell(task, { backend });
const took = (task: Cell["task"], backend: string, wallSeconds: number, state = "completed") =>
  ({ ...cell(task, backend), wallSeconds, state }) as CellResult;

describe("estimateSeconds", () => {
  it("knows nothing but the budget at first", () => {
    expect(estimateSeconds([cell("train", "a"), cell("train", "b")], [], 20, 0)).toBe(10);
  });

  it("goes by the same backend and task, then by the task", () => {
    const settled = [took("train", "a", 4), took("train", "a", 6), took("train", "b", 50)];
    expect(estimateSeconds([cell("train", "a")], settled, 20, 0)).toBe(5);
    expect(estimateSeconds([cell("train", "c")], settled, 20, 0)).toBe(20);
  });

  it("goes by whole trainings for whole ones, and by those that only take times for such", () => {
    const settled = [took("train", "a", 40), { ...took("train", "a", 3), timesOnly: true as const }];
    expect(estimateSeconds([cell("train", "a")], settled, 20, 0)).toBe(40);
    expect(estimateSeconds([{ ...cell("train", "a"), timesOnly: true }], settled, 20, 0)).toBe(3);
  });

  it("does not learn from cells that never ran", () => {
    expect(estimateSeconds([cell("train", "b")], [took("train", "a", 0, "unavailable")], 20, 0)).toBe(5);
  });

  it("takes off what the running cell has had, never below zero", () => {
    const settled = [took("train", "a", 4)];
    expect(estimateSeconds([cell("train", "a"), cell("train", "a")], settled, 20, 3)).toBe(5);
    expect(estimateSeconds([cell("train", "a")], settled, 20, 9)).toBe(0);
  });
});
