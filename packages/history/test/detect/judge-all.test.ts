import { randomStream } from "@evenkeel/core";
import { standardNormal } from "@evenkeel/stats";
import { describe, expect, it } from "vitest";
import { falseAlarms } from "../../src/detect/false-alarms.ts";
import { judgeAll, type HistoryToJudge } from "../../src/detect/judge-all.ts";
import { presenceOf } from "../../src/detect/presence.ts";
import { versionChanges, versionNotes } from "../../src/detect/version-changes.ts";
import type { Point } from "../../src/point.ts";
import { seriesOf, type Series, type SeriesIdentity } from "../../src/series.ts";

const day = 86_400_000;

function series(backend: string, changed: Partial<SeriesIdentity> = {}, better: Series["better"] = "lower"): Series {
  const measurement = changed.measurement ?? "latency.p50Ms";
  return seriesOf(
    {
      fingerprint: "machine",
      backend,
      workload: "quick",
      workloadKey: "key",
      task: "latency",
      measurement,
      threads: "default",
      batchSize: null,
      precision: null,
      control: false,
      ...changed,
    },
    { unit: measurement === "train.imagesPerSecond" ? "images/s" : "ms", better },
  );
}

function points(values: readonly number[], changed: Partial<Point> = {}): Point[] {
  return values.map((value, night) => ({
    at: night * day,
    runId: `run-${night}`,
    value,
    n: 5,
    low: null,
    high: null,
    quarantined: false,
    ...changed,
  }));
}

/** So many nights about 10, with a step before the last of them. */
function nights(label: string, count = 30, step = 1, since = count - 6): number[] {
  const random = randomStream(1, label);
  return Array.from(
    { length: count },
    (_, night) => 10 * Math.exp(0.02 * standardNormal(random)) * (night < since ? 1 : step),
  );
}

function quiet(count: number): HistoryToJudge[] {
  return Array.from({ length: count }, (_, index) => ({
    series: series(`quiet-${index}`),
    points: points(nights(`q${index}`)),
  }));
}

describe("judgeAll", () => {
  it("proposes exactly the changed ones among many, with their nights and which way is better", () => {
    const slower = { series: series("slower"), points: points(nights("slower", 30, 1.15)) };
    const faster = {
      series: series("faster", { measurement: "train.imagesPerSecond" }, "higher"),
      points: points(nights("faster", 30, 1.2)),
    };
    const check = judgeAll([...quiet(60), slower, faster]);
    expect(check.judged).toBe(62);
    expect(check.proposals.map(({ series: { backend }, direction }) => [backend, direction])).toEqual([
      ["slower", "worse"],
      ["faster", "better"],
    ]);
    const [first] = check.proposals;
    expect(first?.change.runId).toBe("run-24");
    expect(first?.lastGood.runId).toBe("run-23");
    expect(first?.q).toBeLessThanOrEqual(0.1);
    expect(first?.q).toBeGreaterThanOrEqual(first?.judgement.p ?? 1);
  });

  it("says the same whatever else is judged, in any order, apart from q", () => {
    const all = [...quiet(8), { series: series("slower"), points: points(nights("slower", 30, 1.15)) }];
    const forward = judgeAll(all).outcomes.toSorted(byId);
    const backward = judgeAll(all.toReversed()).outcomes.toSorted(byId);
    expect(forward).toEqual(backward);
  });

  it("counts judged, unjudged and missing, and no controls or ended ones among them", () => {
    const check = judgeAll([
      ...quiet(3),
      {
        series: series("new"),
        points: points(nights("new").slice(0, 4)).map((point) => ({ ...point, at: point.at + 26 * day })),
      },
      { series: series("share", {}, null), points: points(nights("share")) },
      { series: series("late"), points: points(nights("late")).slice(0, -2) },
      { series: series("gone"), points: points(nights("gone")).slice(0, 10) },
      { series: series("quiet-0", { control: true }), points: points(nights("control", 30, 1.5)) },
    ]);
    expect(check).toMatchObject({ judged: 3, unjudged: 2, missing: 1, proposals: [] });
    const said = Object.fromEntries(
      check.outcomes.map(({ series: { backend }, presence, judgement }) => [
        backend,
        [presence, judgement.state === "unjudged" ? judgement.reason : judgement.state],
      ]),
    );
    expect(said).toMatchObject({
      "quiet-0": ["present", "judged"],
      new: ["present", "too-few-nights"],
      share: ["present", "no-direction"],
      late: ["missing", "absent"],
      gone: ["ended", "absent"],
    });
    expect(check.outcomes).toHaveLength(7);
  });

  it("never looks at quarantined nights, nor at those before a change that is known", () => {
    const stepped = points(nights("stepped", 40, 1.2, 20));
    const spoilt = stepped.map((point, night) => (night >= 20 ? { ...point, quarantined: true } : point));
    expect(judgeAll([{ series: series("a"), points: stepped }]).proposals).toHaveLength(1);
    expect(judgeAll([{ series: series("a"), points: spoilt }]).proposals).toHaveLength(0);
    expect(judgeAll([{ series: series("a"), points: stepped, since: 20 * day }]).proposals).toHaveLength(0);
    const holes = stepped.map((point, night) => (night % 5 === 1 ? { ...point, value: 50, quarantined: true } : point));
    expect(judgeAll([{ series: series("a"), points: holes }]).proposals[0]?.change.runId).toBe("run-20");
  });

  it("a floor that is asked for holds, and exact changes stand outside of the tests", () => {
    const stepped = { series: series("a"), points: points(nights("stepped", 40, 1.2, 20)) };
    expect(judgeAll([stepped], { floor: 0.5 }).proposals).toHaveLength(0);
    const size = {
      series: series("a", { measurement: "install.sizeBytes" }),
      points: points([2e8, 2e8, 2e8, 2.4e8]).map((point) => ({ ...point, at: point.at + 26 * day })),
    };
    const check = judgeAll([size, ...quiet(5)]);
    expect(check.proposals).toMatchObject([{ q: 0, direction: "worse", change: { runId: "run-3" } }]);
    expect(check.outcomes[0]?.q).toBeNull();
  });
});

describe("presenceOf", () => {
  const daily = points(nights("daily", 10));
  it.each([
    [9, "present"],
    [9.5, "present"],
    [10, "missing"],
    [20, "missing"],
    [30, "ended"],
  ] as const)("of ten daily nights, on day %d: %s", (today, presence) => {
    expect(presenceOf(daily, today * day)).toBe(presence);
  });

  it("expects nothing of a single night, or none", () => {
    expect(presenceOf(daily.slice(0, 1), 0)).toBe("present");
    expect(presenceOf(daily.slice(0, 1), day)).toBe("ended");
    expect(presenceOf([], day)).toBe("ended");
  });
});

describe("versions", () => {
  it("says what is new, gone and another", () => {
    expect(versionChanges({ node: "24.1", a: "1", gone: "2" }, { node: "24.2", a: "1", constructor: "3" })).toEqual([
      { name: "constructor", from: null, to: "3" },
      { name: "gone", from: "2", to: null },
      { name: "node", from: "24.1", to: "24.2" },
    ]);
  });

  it("notes the nights at which something changed", () => {
    const runs = ["1", "1", "2", "2", "3"].map((version, at) => ({ at, versions: { onnx: version } }));
    expect(versionNotes(runs)).toEqual([
      { night: runs[2], changes: [{ name: "onnx", from: "1", to: "2" }] },
      { night: runs[4], changes: [{ name: "onnx", from: "2", to: "3" }] },
    ]);
  });
});

describe("falseAlarms", () => {
  /** So many pairs of alike arms, night by night. */
  function pairs(count: number, days: number, bias = 0): HistoryToJudge[] {
    return Array.from({ length: count }, (_, pair) => {
      const random = randomStream(pair, "aa");
      const common = Array.from({ length: days }, () => 10 * Math.exp(0.1 * standardNormal(random)));
      const arm = (shift: number) => common.map((value) => value * Math.exp(shift + 0.02 * standardNormal(random)));
      return [
        { series: series(`b${pair}`), points: points(arm(0)) },
        { series: series(`b${pair}`, { control: true }), points: points(arm(bias)) },
      ];
    }).flat();
  }

  it("counts claims of no difference, beside how many there may be", () => {
    const { pairs: count, claims, changes } = falseAlarms(pairs(120, 28));
    expect(count).toBe(120);
    expect(claims).toMatchObject({ trials: 480, nominal: 6 / 128 });
    // Nominal 4.7%: of 480 trials the share lies within 2.9 points of it but for three cases of a thousand.
    expect(Math.abs((claims.share ?? 1) - claims.nominal)).toBeLessThan(0.029);
    expect(claims.interval?.[0]).toBeLessThan(claims.nominal);
    expect(claims.interval?.[1]).toBeGreaterThan(claims.nominal);
    expect(changes).toMatchObject({ trials: 120, nominal: 0.004 });
    expect(changes.claims).toBeLessThanOrEqual(3);
  });

  it("sees arms that are not alike", () => {
    expect(falseAlarms(pairs(10, 28, 0.08)).claims.share).toBeGreaterThan(0.9);
  });

  it("has nothing to say without controls, and leaves out nights that only one has", () => {
    const [original, control] = pairs(1, 14) as [HistoryToJudge, HistoryToJudge];
    expect(falseAlarms([original])).toMatchObject({ pairs: 0, claims: { share: null, interval: null, trials: 0 } });
    const some = { ...control, points: control.points.map((point, night) => ({ ...point, quarantined: night < 7 })) };
    expect(falseAlarms([original, some]).claims.trials).toBe(1);
    expect(falseAlarms([original, { ...control, points: control.points.slice(9) }]).claims.trials).toBe(0);
  });
});

function byId(a: { series: Series }, b: { series: Series }): number {
  return a.series.id < b.series.id ? -1 : 1;
}
