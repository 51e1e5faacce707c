import { cellSchema, isControl, taskNames, type Cell, type TaskName } from "@evenkeel/core";
import { tasks as definitions, type Experiment } from "@evenkeel/tasks";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dependsOn } from "../src/gate-verdict.ts";
import { planCells, refuseTooMany } from "../src/plan.ts";
import type { PlannedBackend } from "../src/plan-threads.ts";
import { experiment } from "./fixtures/experiment.ts";

const plan = (changes: Partial<Experiment>, backends: readonly (string | PlannedBackend)[] = ["a"]) =>
  planCells(
    { ...experiment, ...changes },
    backends.map((one) => (typeof one === "string" ? { id: one, takesThreads: true, defaultThreads: 2 } : one)),
  );
const idsOf = (...options: Parameters<typeof plan>) => plan(...options).map(({ id }) => id);

const settingsOf = (names: readonly TaskName[]): Experiment["tasks"] =>
  Object.fromEntries(
    names.map((name) => [name, definitions[name].settings.parse(name === "step-time" ? { threads: [1, 2] } : {})]),
  );

describe("planCells", () => {
  it("puts the backends of a task side by side, and reverses them in the second round", () => {
    expect(idsOf({ tasks: settingsOf(["throughput", "latency"]), rounds: 2 }, ["a", "b"])).toEqual([
      "r1.latency.tiny.a.s7",
      "r1.latency.tiny.b.s7",
      "r1.throughput.tiny.a.s7",
      "r1.throughput.tiny.b.s7",
      "r2.latency.tiny.b.s7",
      "r2.latency.tiny.a.s7",
      "r2.throughput.tiny.b.s7",
      "r2.throughput.tiny.a.s7",
    ]);
  });

  it("puts a control beside what every round times, after its twin and before it in turn", () => {
    const tasks = settingsOf(["train", "evaluate", "latency"]);
    const cells = plan({ tasks, rounds: 2, seeds: [7, 8], threads: [1, "default"], aa: true }, ["a", "b"]);
    const of = (round: number, task: TaskName) =>
      cells.filter((cell) => cell.round === round && cell.task === task).map(({ id }) => id.split(".tiny.")[1]);
    expect(of(1, "gradients")).toEqual(["a.t1.s7", "b.t1.s7", "a.s7", "b.s7"]);
    expect(of(1, "evaluate")).toEqual(["a.t1.s7", "b.t1.s7", "a.t1.s8", "b.t1.s8"]);
    expect(of(1, "latency")).toEqual(
      ["a.t1.s7", "a.t1.s7.aa", "b.t1.s7", "b.t1.s7.aa"].concat("a.s7", "a.s7.aa", "b.s7", "b.s7.aa"),
    );
    expect(of(2, "latency")).toEqual(
      ["b.t1.s7.aa", "b.t1.s7", "a.t1.s7.aa", "a.t1.s7"].concat("b.s7.aa", "b.s7", "a.s7.aa", "a.s7"),
    );
    expect(of(1, "train").filter((id) => id?.startsWith("a.t1."))).toEqual(["a.t1.s7", "a.t1.s7.aa", "a.t1.s8"]);
    const controls = cells.filter(isControl);
    expect(controls).toHaveLength(16);
    for (const { id, variant, ...control } of controls) {
      const { control: _, ...own } = variant;
      const twin = cells.find((cell) => `${cell.id}.aa` === id);
      expect({ ...control, variant: own }).toEqual({ ...twin, id: undefined });
    }
  });

  it("leaves all else of a plan as it is", () => {
    const changes = { rounds: 3, seeds: [7, 8], threads: [1, "default" as const], tasks: settingsOf(taskNames) };
    const controlled = plan({ ...changes, aa: true }, ["a", "b"]);
    expect(controlled.filter((cell) => !isControl(cell))).toEqual(plan(changes, ["a", "b"]));
    expect(plan({ ...changes, aa: false }, ["a", "b"])).toEqual(plan(changes, ["a", "b"]));
  });

  it.each([
    ["rounds of what is timed", { rounds: 1e9 }],
    ["rounds that add nothing", { rounds: 1e9, tasks: settingsOf(["evaluate"]) }],
    ["seeds", { seeds: Array.from({ length: 60_000 }, (_, index) => index) }],
  ])("refuses %s beyond all sense, at once", (_, changes) => {
    expect(() => idsOf(changes)).toThrow(/too many cells; expected at most 100000 cells.*lower --rounds/s);
  });

  it("refuses them before a backend was asked: what is then found takes no more cells", () => {
    const changed = { ...experiment, threads: [1, "default" as const], tasks: settingsOf(["latency"]), rounds: 30_000 };
    const ids = ["a", "b"].map((id) => ({ id }));
    expect(() => refuseTooMany(changed, ids)).toThrow(/too many cells/);
    expect(() => refuseTooMany({ ...changed, rounds: 25_000 }, ids)).not.toThrow();
  });

  it("brings the gate along for what is proved first, once", () => {
    expect(idsOf({ tasks: settingsOf(["train"]), rounds: 2 })).toEqual([
      "r1.gradients.tiny.a.s7",
      "r1.train.tiny.a.s7",
      "r2.train.tiny.a.s7",
    ]);
    expect(idsOf({ tasks: settingsOf(["latency"]) })).toEqual(["r1.latency.tiny.a.s7"]);
  });

  it("trains and evaluates once a seed, and repeats one training for its times", () => {
    const tasks = settingsOf(["train", "evaluate"]);
    const cells = plan({ tasks, rounds: 3, seeds: [1, 2] });
    const of = (task: TaskName) =>
      cells.filter((cell) => cell.task === task).map(({ round, seed, timesOnly }) => [round, seed, timesOnly === true]);
    expect(of("train")).toEqual([
      [1, 1, false],
      [1, 2, false],
      [2, 1, true],
      [3, 1, true],
    ]);
    expect(of("evaluate")).toEqual([
      [1, 1, false],
      [1, 2, false],
    ]);
  });

  it("repeats what is timed in every round with the first seed, and does the rest once", () => {
    const changes = { tasks: settingsOf(taskNames), rounds: 3, seeds: [4, 2] };
    const cells = plan(changes);
    const of = (task: TaskName) =>
      cells
        .filter((cell) => cell.task === task)
        .map(({ round, seed, variant, timesOnly = false }) => [round, seed, variant, timesOnly]);
    const everyRound = [1, 2, 3].map((round) => [round, 4, {}, false]);
    expect(of("latency")).toEqual(everyRound);
    expect(of("throughput")).toEqual(everyRound);
    expect(of("step-time")).toEqual(
      [1, 2, 3].flatMap((round) => [1, 2].map((threads) => [round, 4, { threads }, false])),
    );
    expect(of("gradients")).toEqual([{}, { threads: 1 }, { threads: 2 }].map((variant) => [1, 4, variant, false]));
    expect(of("overhead")).toEqual([[1, 4, {}, false]]);
  });

  it("trains every seed on every fold, a fold a round", () => {
    const tasks = settingsOf(["train", "evaluate"]);
    const cells = plan({ tasks, rounds: 6, seeds: [1, 2], crossValidationFolds: 3 });
    const whole = cells.filter(({ task, timesOnly }) => task === "train" && timesOnly !== true);
    expect(whole.map(({ round, seed }) => [round, seed])).toEqual(
      [1, 2, 3].flatMap((round) => [1, 2].map((seed) => [round, seed])),
    );
    expect(cells.filter(({ task }) => task === "evaluate")).toHaveLength(6);
    expect(cells.filter(({ timesOnly }) => timesOnly).map(({ round, seed }) => [round, seed])).toEqual([
      [4, 1],
      [5, 1],
      [6, 1],
    ]);
  });

  it("gives every cell once, valid, after what it rests on, whatever the experiment", () => {
    const names = fc.uniqueArray(fc.constantFrom("a", "b-2", "c", "d"), { minLength: 1 });
    const drawn = fc.record({
      ids: names,
      chosen: fc.uniqueArray(fc.constantFrom(...taskNames), { minLength: 1 }),
      rounds: fc.integer({ min: 1, max: 4 }),
      folds: fc.constantFrom(undefined, 2, 3),
      seeds: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 }),
      threads: fc.uniqueArray(fc.constantFrom("default" as const, 1, 2, 4), { minLength: 1 }),
      aa: fc.boolean(),
    });
    const backend = fc.record({
      id: fc.constantFrom("a", "b-2", "c", "d"),
      takesThreads: fc.boolean(),
      defaultThreads: fc.constantFrom(null, 1, 2, 3),
    });
    const backendLists = fc.uniqueArray(backend, { minLength: 1, selector: ({ id }) => id });
    fc.assert(
      fc.property(backendLists, drawn, (backends, { ids, chosen, rounds, folds, seeds, threads, aa }) => {
        const workloads = ids.map((id) => ({ id, model: "tiny", dataset: "dots", epochs: 1 }));
        const changes = { workloads, tasks: settingsOf(chosen), rounds, seeds, threads, aa };
        const folded = folds === undefined ? {} : { crossValidationFolds: folds };
        const cells = plan({ ...changes, ...folded }, backends);
        for (const cell of cells) cellSchema.parse(cell);
        expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
        expect(new Set(cells.map(({ task }) => task))).toEqual(new Set([...chosen, ...gateOf(chosen)]));
        for (const [index, cell] of cells.entries()) {
          expect(cells.slice(index + 1).filter((later) => dependsOn(cell, later))).toEqual([]);
          const gates = cells.filter((other) => other.task === "gradients" && dependsOn(cell, other));
          expect(gates).toHaveLength(gatesOf(cell, cells));
        }
      }),
    );
  });

  it("gives step times cells of their own for each number of threads", () => {
    const tasks = { "step-time": { batchSizes: [4], threads: [1, 2], baselines: ["a"] } };
    const cells = plan({ tasks }, ["a", "b"]);
    expect(cells.map(({ id, variant }) => [id, variant.threads])).toEqual([
      ["r1.gradients.tiny.a.t1.s7", 1],
      ["r1.gradients.tiny.b.t1.s7", 1],
      ["r1.gradients.tiny.a.t2.s7", 2],
      ["r1.gradients.tiny.b.t2.s7", 2],
      ["r1.step-time.tiny.a.t1.s7", 1],
      ["r1.step-time.tiny.b.t1.s7", 1],
      ["r1.step-time.tiny.a.t2.s7", 2],
      ["r1.step-time.tiny.b.t2.s7", 2],
    ]);
  });

  it("times at each thread count behind a gate of its own, and trains and evaluates whole at the first", () => {
    const tasks = settingsOf(["train", "evaluate", "latency"]);
    const cells = plan({ tasks, threads: [1, "default"], seeds: [7, 8] });
    expect(cells.map(({ id, timesOnly }) => `${id}${timesOnly ? " times" : ""}`)).toEqual([
      "r1.gradients.tiny.a.t1.s7",
      "r1.gradients.tiny.a.s7",
      "r1.train.tiny.a.t1.s7",
      "r1.train.tiny.a.t1.s8",
      "r1.train.tiny.a.s7 times",
      "r1.evaluate.tiny.a.t1.s7",
      "r1.evaluate.tiny.a.t1.s8",
      "r1.latency.tiny.a.t1.s7",
      "r1.latency.tiny.a.s7",
    ]);
  });

  it("measures nothing twice: not what takes one thread alone, and no default that is a listed number", () => {
    const single = { id: "single", takesThreads: false, defaultThreads: 1 };
    const onOneCore = { id: "core", takesThreads: true, defaultThreads: 1 };
    const tasks = settingsOf(["latency"]);
    expect(idsOf({ tasks, threads: [1, "default"] }, [single, onOneCore])).toEqual([
      "r1.latency.tiny.single.t1.s7",
      "r1.latency.tiny.core.t1.s7",
    ]);
    expect(idsOf({ tasks, threads: [2, 4] }, [single])).toEqual(["r1.latency.tiny.single.s7"]);
  });

  it("takes a model twice, as two workloads", () => {
    const workloads = ["dots", "lines"].map((dataset) => ({
      id: `tiny-${dataset}`,
      model: "tiny",
      dataset,
      epochs: 1,
    }));
    const cells = plan({ workloads, tasks: { latency: {} } });
    expect(cells.map(({ workload, model, dataset }) => [workload, model, dataset])).toEqual([
      ["tiny-dots", "tiny", "dots"],
      ["tiny-lines", "tiny", "lines"],
    ]);
  });
});

/** The gate, where something is proved first. */
function gateOf(chosen: readonly TaskName[]): readonly TaskName[] {
  return chosen.some((name) => definitions[name].provedFirst) ? ["gradients"] : [];
}

/** How many a cell rests on: one where it trains or evaluates what is trained, and that one has the same threads. */
function gatesOf(cell: Cell, cells: readonly Cell[]): number {
  const { provedFirst, after } = definitions[cell.task];
  const isPlanned = (task: TaskName) => cells.some((other) => other.task === task);
  if (provedFirst || after.some((task) => definitions[task].provedFirst && isPlanned(task))) return 1;
  if (cell.task !== "evaluate") return 0;
  const { workload, backend, variant } = cell;
  const alike = cells.filter((other) => other.workload === workload && other.backend === backend);
  return alike.some((other) => other.task === "gradients" && other.variant.threads === variant.threads) ? 1 : 0;
}
