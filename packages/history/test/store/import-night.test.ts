import fc from "fast-check";
import { expect, it } from "vitest";
import {
  importNight,
  machinesOf,
  pointsOf,
  runsOf,
  seriesOf,
  versionsOf,
  type Night,
  type Series,
} from "../../src/index.ts";
import { madeUpNight } from "../fixture/index.ts";
import { dumpOf } from "./dump.ts";
import { describeStores, opened } from "./stores.ts";

/** Any text that is fit to be kept: of every script, and with what SQL treats as its own. */
const text = fc
  .oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
    fc.constantFrom("'; drop table run", '"', "%", "é"),
  )
  .filter((made) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(made));
const some = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));

let machines = 0;

/** Nights of one machine that no other sample has. */
const history = fc
  .record({
    cpu: text,
    gpu: some(text),
    cores: some(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
    memoryGib: some(fc.double({ min: 0.5, max: 1e6, noNaN: true })),
    backends: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
    nights: fc.uniqueArray(
      fc.record({
        at: fc.integer({ min: -1e12, max: 4e12 }),
        commit: some(text),
        dirty: some(fc.boolean()),
        versions: fc.dictionary(text, text, { maxKeys: 3 }),
        quarantined: some(text),
        values: fc.array(
          fc.record({
            value: number,
            n: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
            low: some(number),
            high: some(number),
            quarantined: fc.boolean(),
          }),
          { maxLength: 4 },
        ),
      }),
      { minLength: 1, maxLength: 5, selector: ({ at }) => at },
    ),
  })
  .map(({ cpu, gpu, cores, memoryGib, backends, nights }): Night[] => {
    const fingerprint = `machine ${(machines += 1)}`;
    const machine = { fingerprint, name: null, cpu, gpu, cores, memoryGib, isa: null, platform: "Linux", driver: gpu };
    return nights.map(({ at, commit, dirty, versions, quarantined, values }) => {
      const [id, experiment] = [`${fingerprint} ${at}`, cpu];
      const known = { resultsSha256: "ab".repeat(32), source: "evenkeel" as const, folder: null };
      return {
        run: { id, at, fingerprint, experiment, commit, dirty, quarantined, ...known },
        machine,
        versions,
        points: values.slice(0, backends.length).map((value, index) => ({
          series: seriesNamed(fingerprint, backends[index] ?? ""),
          point: { at, runId: id, ...value },
        })),
      };
    });
  });

function seriesNamed(fingerprint: string, backend: string): Series {
  const what = { workload: "w", workloadKey: "k", task: "train", measurement: "train.stepMs", threads: "2" } as const;
  const variant = { batchSize: 32, precision: "float32", control: true };
  return seriesOf({ fingerprint, backend, ...what, ...variant }, { unit: "ms", better: "lower" });
}

describeStores(({ fresh }) => {
  it("gives back every run, machine, version and point as it was, in time order", async () => {
    const store = await opened(await fresh());
    await fc.assert(
      fc.asyncProperty(history, async (nights) => {
        for (const night of nights) expect(await importNight(store, night)).toBe("imported");
        const [{ machine }] = nights as [Night];
        const inTime = nights.toSorted((a, b) => a.run.at - b.run.at);
        expect(await runsOf(store, machine.fingerprint)).toEqual(inTime.map(({ run }) => run));
        expect((await machinesOf(store)).filter(({ fingerprint }) => fingerprint === machine.fingerprint)).toEqual([
          machine,
        ]);
        const versions = await versionsOf(store, machine.fingerprint);
        for (const night of nights) expect(versions.get(night.run.id) ?? {}).toEqual({ ...night.versions });
        for (const id of new Set(nights.flatMap(({ points }) => points.map(({ series }) => series.id)))) {
          const points = inTime.flatMap((night) => night.points.filter(({ series }) => series.id === id));
          expect(await pointsOf(store, id)).toEqual(points.map(({ point }) => point));
        }
      }),
      { numRuns: 12 },
    );
  });

  it("is changed by nothing that it has already", async () => {
    const store = await opened(await fresh());
    for (const night of [3, 1, 2]) await importNight(store, madeUpNight({ night }));
    const before = await dumpOf(store);
    expect(before["point"]).toHaveLength(24);
    for (const night of [1, 2, 3]) expect(await importNight(store, madeUpNight({ night }))).toBe("known");
    expect(await dumpOf(store)).toEqual(before);
  });

  it("refuses other results under a run's id in one line, and stays as it was", async () => {
    const store = await opened(await fresh());
    const night = madeUpNight({ night: 1 });
    await importNight(store, night);
    const before = await dumpOf(store);
    const other = { ...night, run: { ...night.run, resultsSha256: "cd".repeat(32) } };
    await expect(importNight(store, other)).rejects.toThrow(
      /^run 2024-01-02T02-17-00-nightly-0123: another run of this id is in the history; expected results [0-9a-f]{16}… as in .*; got (cd){8}…; a run folder that was edited/,
    );
    const foreign = { ...night, run: { ...night.run, source: "asv" as const } };
    await expect(importNight(store, foreign)).rejects.toThrow(/another run of this id.*, from asv/);
    expect(await dumpOf(store)).toEqual(before);
  });

  it("calls a machine as the latest of its runs does, in whatever order they come", async () => {
    const store = await opened(await fresh());
    const named = async (night: number, name: string | null) => {
      await importNight(store, madeUpNight({ night, name }));
      return (await machinesOf(store))[0]?.name;
    };
    expect(await named(3, null)).toBeNull();
    expect(await named(2, "the old name")).toBe("the old name");
    expect(await named(5, "blue")).toBe("blue");
    expect(await named(4, "older")).toBe("blue");
    expect(await named(6, null)).toBe("blue");
  });

  const [{ series, point }] = madeUpNight({ night: 0 }).points as [Night["points"][number]];
  const other = { ...series, backend: "another" };
  it.each<[string, Partial<Night>, RegExp]>([
    ["no number", { points: [{ series, point: { ...point, value: Number.NaN } }] }, /a number in value; got NaN/],
    ["an infinite bound", { points: [{ series, point: { ...point, high: Infinity } }] }, /a number in high; got Infin/],
    ["no rounds", { points: [{ series, point: { ...point, n: 0 } }] }, /a count of rounds or seeds; got 0/],
    ["a series twice", { points: [0, 0].map(() => ({ series, point })) }, /one point of each series; got two of/],
    ["a wrong id", { points: [{ series: other, point }] }, /expected series [0-9a-f]{16}; got [0-9a-f]{16}/],
    ["another run's point", { points: [{ series, point: { ...point, runId: "x" } }] }, /points of this run; got x/],
    ["a line break", { versions: { "a\nb": "1" } }, /plain text of one line in name; got a b/],
    ["a NUL", { versions: { a: "\0" } }, /plain text of one line in version; got \\x00/],
    ["half a character", { versions: { a: "\uD800" } }, /plain text of one line in version/],
    ["a novel", { versions: { a: "b".repeat(1001) } }, /at most 1000 characters in version; got 1001/],
  ])("refuses %s, which no store keeps alike, and keeps nothing of the run", async (_what, part, message) => {
    const store = await opened(await fresh());
    await expect(importNight(store, { ...madeUpNight({ night: 0 }), ...part })).rejects.toThrow(message);
    expect(Object.values(await dumpOf(store)).flat()).toEqual([]);
  });
});
