import type { CellResult, MeasurementName } from "@evenkeel/core";
import { benjaminiHochberg } from "@evenkeel/stats";
import { describe, expect, test } from "vitest";
import { claimsOf } from "../src/index.ts";
import { madeUpRun, type MadeUpOptions } from "./fixture/made-up-run.ts";

const base = { models: ["lenet-5"], backends: ["onnx-cpu", "onnx-wasm", "tfjs-wasm"], threads: [1] } as const;

/** A run in which a measurement is what `value` says of each cell. */
function having(
  name: MeasurementName,
  value: (cell: Pick<CellResult, "backend" | "round" | "variant">) => number,
): Pick<MadeUpOptions, "settle"> {
  return {
    settle: (cell, result) => {
      const measurement = result.state === "completed" ? result.measurements[name] : undefined;
      if (result.state !== "completed" || measurement === undefined) return result;
      const changed = { ...measurement, value: value(cell) };
      return { ...result, measurements: { ...result.measurements, [name]: changed } };
    },
  };
}

/** Alike for all backends of a round but for unrest that differs with the backend. */
const unrest = (round: number, backend: string) => 1 + 0.004 * Math.sin(7 * round + backend.length);

describe("claims of times", () => {
  test("name the one that is slower by a tenth, and nobody else, however the machine drifts", () => {
    const slowed = having("latency.p50Ms", ({ backend, round }) => {
      const drift = 1 + 0.5 * Math.sin(round / 2);
      return drift * unrest(round, backend) * (backend === "onnx-wasm" ? 1.1 : 1);
    });
    const claims = madeUpRun({ ...base, rounds: 12, ...slowed }).run.claims.filter(({ metric }) => metric === "p50");
    expect(claims.map(({ backends, verdict }) => [...backends, verdict])).toEqual([
      ["onnx-cpu", "onnx-wasm", "faster"],
      ["onnx-cpu", "tfjs-wasm", "equivalent"],
      ["onnx-wasm", "tfjs-wasm", "slower"],
    ]);
    expect(claims[0]).toMatchObject({ n: 12, over: "rounds", procedure: "sign-flip", effect: { kind: "ratio" } });
    expect(claims[0]?.effect.value).toBeCloseTo(1 / 1.1, 2);
    expect(claims[0]?.p).toBe(2 / 2 ** 12);
  });

  test("claim no difference below the least one, however sure, and say how many rounds an open one takes", () => {
    const near = having("latency.p50Ms", ({ backend, round }) => (backend === "onnx-cpu" ? 1.02 : 1) * (1 + round / 9));
    const claim = madeUpRun({ ...base, rounds: 12, ...near }).run.claims.find(({ metric }) => metric === "p50");
    expect(claim).toMatchObject({ verdict: "equivalent", needed: null });
    const noisy = having("latency.p50Ms", ({ backend, round }) =>
      backend === "onnx-cpu" ? 1 + 0.4 * Math.sin(5 * round) : 1,
    );
    const open = madeUpRun({ ...base, rounds: 12, ...noisy }).run.claims.find(({ metric }) => metric === "p50");
    expect(open?.verdict).toBe("not-distinguishable");
    expect(open?.needed).toBeGreaterThan(12);
  });

  test("pair what met the machine in the same round, and leave rounds out that one of the two lacks", () => {
    const value = having("latency.p50Ms", ({ backend }) => (backend === "onnx-cpu" ? 1 : 2));
    const lacking: MadeUpOptions["settle"] = (cell, result) =>
      cell.backend === "onnx-wasm" && cell.round > 7 ? null : (value.settle?.(cell, result) ?? null);
    const claims = madeUpRun({ ...base, rounds: 12, settle: lacking }).run.claims.filter(
      ({ metric }) => metric === "p50",
    );
    expect(claims.map(({ n }) => n)).toEqual([7, 12, 7]);
  });

  test("count a round once, however many seeds it trains", () => {
    const tasks = ["gradients", "train"] as const;
    const { claims } = madeUpRun({ ...base, tasks, rounds: 6, seeds: [1, 2, 3] }).run;
    const rates = claims.filter(({ metric }) => metric === "train-rate");
    expect(rates.map(({ n, over }) => `${n} ${over}`)).toEqual(["6 rounds", "6 rounds", "6 rounds"]);
  });

  test("leave disturbed rounds out", () => {
    const data = madeUpRun({ ...base, rounds: 8 });
    const machineLoad = {
      loadPerCore: null,
      othersShare: 0.3,
      stolenShare: null,
      throttledShare: null,
      waitingShare: null,
    };
    const moment = {
      startedAt: data.run.startedAt,
      finishedAt: data.run.startedAt,
      machineLoad,
      longestPauseSeconds: 0,
    };
    const rounds = [{ round: 3, ...moment, disturbed: { by: "others", value: 0.3 } as const }];
    const claims = claimsOf({ ...data, run: { ...data.run, rounds } });
    expect(claims.filter(({ metric }) => metric === "p50").map(({ n }) => n)).toEqual([7, 7, 7]);
  });

  test("are not made of what failed, was limited or ran on other threads", () => {
    const failing: MadeUpOptions["settle"] = (cell, result) =>
      cell.backend === "onnx-wasm" && cell.task === "gradients" && result.state === "completed"
        ? {
            ...result,
            measurements: {
              ...result.measurements,
              "gradients.failedChecks": { value: 1, unit: "checks", n: 9, basis: "measured" },
            },
          }
        : result;
    const tasks = ["gradients", "train", "latency"] as const;
    const { claims } = madeUpRun({ ...base, tasks, rounds: 6, settle: failing }).run;
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.flatMap(({ backends }) => backends)).not.toContain("onnx-wasm");
  });
});

test("metrics are families of their own, and what is claimed has p of at most 0.05", () => {
  // Throughput is plain in every pair; a pair of latencies is at 0.0625, which q ≤ 0.10 alone would claim.
  const plain = having("throughput.imagesPerSecond", ({ backend, round }) => backend.length * (1 + round / 9));
  const open = having("latency.p50Ms", ({ backend, round }) => {
    const ahead = backend === "onnx-cpu" ? (round === 1 ? 1.001 : 0.9) : 1;
    return ahead * unrest(round, backend);
  });
  const both: MadeUpOptions["settle"] = (cell, result) => {
    const first = plain.settle?.(cell, result) ?? null;
    return first === null ? null : (open.settle?.(cell, first) ?? null);
  };
  const { claims } = madeUpRun({ ...base, rounds: 6, settle: both }).run;
  for (const family of Map.groupBy(claims, ({ metric }) => metric).values()) {
    const tested = family.flatMap(({ p, q }) => (p === null ? [] : [{ p, q }]));
    expect(tested.map(({ q }) => q)).toEqual(benjaminiHochberg(tested.map(({ p }) => p)));
  }
  const decided = claims.filter(({ verdict }) => verdict !== "equivalent" && verdict !== "not-distinguishable");
  expect(decided.some(({ metric }) => metric === "throughput")).toBe(true);
  expect(decided.filter(({ p }) => (p ?? 1) > 0.05)).toEqual([]);
  const latency = claims.filter(({ metric, p }) => metric === "p50" && p !== null && p > 0.05);
  expect(latency.map(({ verdict }) => verdict)).toContain("not-distinguishable");
});

describe("claims of accuracy", () => {
  const of = (options: MadeUpOptions) =>
    madeUpRun({ ...base, backends: ["onnx-cpu", "onnx-wasm"], ...options }).run.claims.find(
      ({ metric }) => metric === "accuracy",
    );

  test("come from the predictions of one training on the same images, and from trainings where there are six", () => {
    expect(of({})).toMatchObject({
      procedure: "mcnemar",
      over: "images",
      n: 200,
      seed: 1,
      effect: { kind: "difference" },
    });
    expect(of({ seeds: [3, 4, 5] })).toMatchObject({ over: "images", seed: 3 });
    expect(of({ seeds: [1, 2, 3, 4, 5, 6] })).toMatchObject({ procedure: "sign-flip", over: "seeds", n: 6 });
    expect(of({ rounds: 12 })).toMatchObject({ over: "images", n: 200 });
    expect(of({ folds: 2, rounds: 2 })).toBeUndefined();
  });
});

describe("controls", () => {
  const claimsWith = (slow: number) =>
    claimsOf(
      madeUpRun({
        ...base,
        aa: true,
        rounds: 12,
        ...having(
          "latency.p50Ms",
          ({ backend, round, variant }) =>
            unrest(round, backend) * (variant.control === true && backend === "tfjs-wasm" ? slow : 1),
        ),
      }),
    ).filter(({ metric, control }) => metric === "p50" && control === true);

  test("hold each backend against itself, and claim nothing where nothing differs", () => {
    expect(claimsWith(1).map(({ backends, n, verdict }) => [...backends, n, verdict])).toEqual(
      base.backends.map((backend) => [backend, backend, 12, "equivalent"]),
    );
  });

  test("show as a false alarm what the machine does to one of the two", () => {
    expect(claimsWith(1.2).map(({ verdict }) => verdict)).toEqual(["equivalent", "equivalent", "faster"]);
  });
});
